{% load static %}// Keeps the desk's page for when there is no network, and nothing else: no answer that holds data.
"use strict";
const NAME = "loket-{{ version }}", SHELL = "{% url 'queue:loket-luring' %}", DESK = "{% url 'queue:loket' %}", PATIENCE = 4000;
const FILES = [SHELL, "{% static 'opd/kota.css' %}", "{% static 'opd/opd.css' %}", "{% static 'antrian/antrian.css' %}", "{% static 'antrian/loket.js' %}", "{{ icon }}"];
const LOOK = "{% url 'opd:warna' %}?{{ opd.color|slice:'1:' }}";

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(NAME);
  await cache.addAll([...FILES, LOOK].map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
  await skipWaiting();
})()));
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
  await clients.claim();
})()));

async function patient(request) {
  const stop = new AbortController(), clock = setTimeout(() => stop.abort(), PATIENCE);
  try { return await fetch(request, { signal: stop.signal }); } finally { clearTimeout(clock); }
}
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && (url.pathname === DESK || url.pathname === SHELL)) {
    event.respondWith(patient(request).then((answer) => (answer.status >= 500 ? Promise.reject(answer) : answer))
      .catch(async () => (await caches.match(SHELL)) || Response.error()));
  } else if ([...FILES, LOOK].includes(url.pathname + url.search)) {
    event.respondWith(patient(request).catch(async () => (await caches.match(request)) || Response.error()));
  }
});
