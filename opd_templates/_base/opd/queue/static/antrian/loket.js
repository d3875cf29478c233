// The desk: what is done here is kept in this browser first, and told to the server in its order, now or when the network
// is back. Nobody's name is kept: numbers and states, for today.
"use strict";
(() => {
  const root = document.getElementById("meja");
  if (!root) return;
  const KEY = "antrian-loket", PATIENCE = 4000, IDLE = 25 * 60000;
  const blank = () => ({ perangkat: crypto.randomUUID(), data: null, keluar: [], hitung: {}, ditolak: [], lebar: "80" });
  let kept = read(), online = navigator.onLine, login = true, csrf = "", touched = Date.now(), busy = null, timer = 0;

  function read() {
    try { return { ...blank(), ...JSON.parse(localStorage.getItem(KEY) || "{}") }; } catch { return blank(); }
  }
  function save() { localStorage.setItem(KEY, JSON.stringify(kept)); }
  const today = () => new Date().toLocaleDateString("sv-SE", { timeZone: root.dataset.zona });

  // ---- the server
  async function ask(path, body) {
    const stop = new AbortController(), clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { "X-Perangkat": kept.perangkat };
      if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": csrf });
      const answer = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), redirect: "manual", cache: "no-store", signal: stop.signal });
      online = true;
      login = answer.type !== "opaqueredirect" && answer.status !== 403;
      if (!login) { csrf = ""; throw new Error("login"); }
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.json();
    } catch (error) {
      if (error.name === "AbortError" || error instanceof TypeError) online = false;
      throw error;
    } finally { clearTimeout(clock); }
  }
  async function refresh() {
    const data = await ask(root.dataset.baca);
    csrf = data.csrf;
    delete data.csrf;
    kept = { ...read(), data, deret: data.deret };
    if (kept.hari !== data.tanggal) { kept.hari = data.tanggal; kept.hitung = {}; }
    save();
  }
  // One at a time, over all tabs of this browser: what is sent twice is answered twice the same, but orders would mix.
  const alone = (work) => (navigator.locks ? navigator.locks.request(KEY, work) : work());
  async function flush() {
    if (busy) return busy;
    busy = alone(async () => {
      kept = read();
      if (!csrf || !kept.keluar.length) await refresh();
      while (kept.keluar.length) {
        const sent = kept.keluar.slice(0, 100);
        const { jawaban } = await ask(root.dataset.kirim, { tindakan: sent });
        kept = read();
        for (const [at, answer] of jawaban.entries()) settle(sent[at], answer);
        save();
        if (jawaban.some((one) => one.again)) break;
        if (!kept.keluar.length) await refresh();
      }
    }).catch(() => {}).finally(() => { busy = null; render(); });
    return busy;
  }
  function settle(action, answer) {
    if (answer.again) return;
    kept.keluar = kept.keluar.filter((one) => one.id !== action.id);
    if (!answer.ok) kept.ditolak.push({ apa: words(action), mengapa: answer.why });
    else if (answer.renumbered) kept.ditolak.push({ apa: `Nomor ${action.number}`, mengapa: `sudah terpakai: ganti pada kertasnya menjadi ${answer.number}.` });
  }
  const words = (action) => (action.what === "issue" ? `Tiket ${action.number || action.room}` : `${kept.data.sebutan.langkah[action.what]} ${action.nomor || ""}`);

  // ---- what is shown: the server's list, and on top of it what was not sent yet
  function tickets() {
    const fresh = kept.data && kept.data.tanggal === today();
    const found = new Map((fresh ? kept.data.tiket : []).map((one) => [one.id, { ...one }]));
    for (const action of kept.keluar) {
      if (action.what === "issue") {
        found.delete(action.replaces);
        found.set(action.id, { id: action.id, nomor: action.number, poli: action.room, urut: 1e9 + Date.parse(action.at), prioritas: action.priority, status: "waiting", panggilan: 0, kembali: 0, tunda: true });
      } else if (found.has(action.ticket)) step(found.get(action.ticket), action.what);
    }
    return [...found.values()].sort((one, other) => one.poli.localeCompare(other.poli) || one.urut - other.urut);
  }
  function allowed(ticket, what) {
    const told = kept.data.langkah[what];
    return told.dari.includes(ticket.status) && !(what === "recall" && ticket.panggilan >= kept.data.panggil) && what !== "refer";
  }
  function step(ticket, what) {
    ticket.status = what === "skip" && ticket.kembali ? "absent" : kept.data.langkah[what].ke;
    if (what === "call") ticket.panggilan = 1;
    if (what === "recall") ticket.panggilan += 1;
    if (what === "requeue") { ticket.kembali += 1; ticket.panggilan = 0; ticket.urut += 3001; }
    ticket.tunda = true;
  }

  // ---- what is done
  function later(action) {
    kept = read();
    kept.keluar.push(action);
    save();
    render();
    return flush();
  }
  const made = (what, more) => ({ id: crypto.randomUUID(), at: new Date().toISOString(), what, ...more });
  async function act(ticket, what) {
    if (what === "call" || what === "recall") say(ticket);
    await later(made(what, { ticket: ticket.id, nomor: ticket.nomor }));
  }
  async function issue(room, payer, priority) {
    const action = made("issue", { room, payer, priority });
    await flush();
    if (online && login && csrf && !kept.keluar.length) {
      try {
        const { jawaban: [answer] } = await ask(root.dataset.kirim, { tindakan: [action] });
        if (answer.ok) paper({ nomor: answer.number, poli: room, kode: answer.token, gambar: answer.picture });
        else tell(answer.why);
        return flush();
      } catch { /* whether it arrived is not known: the number that follows says that it takes its place */ }
    }
    return alone(async () => issueHere(action));
  }
  function issueHere(tried) {
    kept = read();
    if (!kept.deret || !kept.data) return tell("Peramban ini tidak memegang deret nomor luring: belum pernah tersambung sebagai loket, atau sudah dicabut.");
    if (kept.hari !== today()) { kept.hari = today(); kept.hitung = {}; }
    const count = (kept.hitung[tried.room] || 0) + 1, number = `${tried.room}${kept.deret}-${String(count).padStart(3, "0")}`;
    kept.hitung[tried.room] = count;
    const action = { ...made("issue", { room: tried.room, payer: tried.payer, priority: tried.priority }), number, replaces: tried.id };
    kept.keluar.push(action);
    save();
    paper({ nomor: number, poli: tried.room });
    render();
    flush();
  }
  const DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
  function say(ticket) {
    const spelled = [...ticket.nomor].filter((sign) => sign !== "-").map((sign) => DIGITS[sign] || sign).join(" ");
    tell(`Nomor antrian ${spelled}, silakan ke ${roomName(ticket.poli)}.`);
    if (!document.getElementById("bacakan").checked || !window.speechSynthesis) return;
    const speech = new SpeechSynthesisUtterance(document.getElementById("kabar").textContent);
    speech.lang = "id-ID";
    speechSynthesis.speak(speech);
  }
  const tell = (words_) => { document.getElementById("kabar").textContent = words_; };
  const roomName = (code) => (kept.data && kept.data.poli.find((one) => one.kode === code) || { nama: code }).nama;
  function paper(one) {
    const sheet = document.getElementById("kertas");
    sheet.className = `kertas kertas-${kept.lebar}`;
    sheet.hidden = false;
    sheet.querySelector(".kertas-nomor").textContent = one.nomor;
    sheet.querySelector(".kertas-poli").textContent = roomName(one.poli);
    sheet.querySelector(".kertas-waktu").textContent = new Date().toLocaleString("id-ID", { dateStyle: "long", timeStyle: "short", timeZone: root.dataset.zona });
    sheet.querySelector(".kertas-kode").textContent = one.kode || "";
    const picture = sheet.querySelector("img");
    picture.hidden = !one.gambar;
    if (one.gambar) picture.src = one.gambar; else picture.removeAttribute("src");
    tell(`Nomor ${one.nomor} diberikan.`);
    if (document.getElementById("cetak").checked) setTimeout(() => window.print(), 50);
  }

  // ---- the page
  function element(name, told, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(told || {})) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }
  function row(ticket) {
    const steps = Object.keys(kept.data.langkah).filter((what) => allowed(ticket, what));
    const buttons = steps.map((what) => {
      const button = element("button", { type: "button", class: "tautan" }, kept.data.sebutan.langkah[what], element("span", { class: "baca" }, ` ${ticket.nomor}`));
      button.addEventListener("click", () => act(ticket, what));
      return button;
    });
    const name = ticket.tunda || !online ? ticket.nomor : element("a", { href: `${root.dataset.tiket}${ticket.id}/` }, ticket.nomor);
    const status = element("td", { role: "cell", "data-label": "Status" }, kept.data.sebutan.status[ticket.status]);
    if (ticket.tunda) status.append(" ", element("span", { class: "tanda kuning" }, "belum terkirim"));
    return element("tr", { role: "row", "data-nomor": ticket.nomor },
      element("th", { role: "rowheader", scope: "row" }, name, ticket.prioritas ? " (prioritas)" : ""),
      element("td", { role: "cell", "data-label": "Poli" }, roomName(ticket.poli)), status,
      element("td", { role: "cell", "data-label": "Tindakan" }, element("div", { class: "deret" }, ...buttons)));
  }
  function render() {
    const waiting = kept.keluar.length;
    const state = document.getElementById("keadaan");
    state.className = `keadaan-loket ${online && login && !waiting ? "baik" : "putus"}`;
    state.textContent = !online ? `Tanpa jaringan. ${waiting} tindakan menunggu dikirim; tetap bekerja seperti biasa.`
      : !login ? `Sesi berakhir: masuk lagi supaya ${waiting} tindakan terkirim.` : waiting ? `Mengirim ${waiting} tindakan…` : "Tersambung.";
    document.getElementById("masuk-lagi").hidden = login;
    if (!kept.data) return;
    const shown = tickets().filter((one) => document.getElementById("semua").checked || !["done", "referred", "cancelled", "absent"].includes(one.status));
    const held = document.activeElement && document.activeElement.closest("tr[data-nomor]");
    const body = document.getElementById("daftar");
    body.replaceChildren(...shown.map(row));
    if (held) { const again = body.querySelector(`[data-nomor="${held.dataset.nomor}"] button`); if (again) again.focus(); }
    document.getElementById("kosong").hidden = shown.length > 0;
    const refused = document.getElementById("ditolak");
    refused.hidden = !kept.ditolak.length;
    refused.querySelector("ul").replaceChildren(...kept.ditolak.map((one) => element("li", {}, `${one.apa}: ${one.mengapa}`)));
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => { if (Date.now() - touched < IDLE || kept.keluar.length) flush(); }, 400);
  }

  document.getElementById("baru").addEventListener("submit", (event) => {
    event.preventDefault();
    const told = new FormData(event.target);
    issue(told.get("room"), told.get("payer"), told.get("priority") === "on");
  });
  document.getElementById("semua").addEventListener("change", render);
  document.getElementById("lebar").value = kept.lebar;
  document.getElementById("lebar").addEventListener("change", (event) => { kept.lebar = event.target.value; save(); });
  document.getElementById("mengerti").addEventListener("click", () => { kept.ditolak = []; save(); render(); });
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { touched = Date.now(); });
  addEventListener("online", soon);
  addEventListener("offline", () => { online = false; render(); });
  addEventListener("storage", () => { kept = read(); render(); });
  if (window.EventSource) new EventSource(root.dataset.aliran).onmessage = soon;
  setInterval(() => { if (!online || kept.keluar.length) flush(); }, 5000);
  setInterval(soon, 30000);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.pekerja, { scope: root.dataset.lingkup }).catch(() => {});
  root.hidden = false;
  const plain = document.getElementById("tanpa-skrip");
  if (plain) plain.remove();
  save();
  render();
  flush();
})();
