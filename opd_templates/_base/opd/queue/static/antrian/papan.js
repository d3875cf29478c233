// A board that keeps itself up to date: by server-sent events, or by asking every ten seconds where those do not come.
"use strict";
(() => {
  const root = document.querySelector("[data-aliran]");
  if (!root) return;
  const state = document.getElementById("sambungan");
  const said = document.getElementById("ucapan");
  const voice = document.getElementById("suara");
  const quiet = document.getElementById("suara-mati");
  const VOICE = "antrian-suara";
  const only = root.dataset.poliSaja || "";
  let last = Number(root.dataset.panggilan || 0);
  let asking = 0;

  const text = (node, value) => { if (node && node.textContent !== String(value)) node.textContent = value; };
  const connected = (words) => text(state, words);

  function numbers(node, found, name) {
    if (!node || node.dataset.isi === found.join()) return;
    node.dataset.isi = found.join();
    node.replaceChildren(...found.map((number) => {
      const item = document.createElement(name);
      item.textContent = number;
      return item;
    }));
  }

  function room(one) {
    const box = root.querySelector(`[data-poli="${one.kode}"]`);
    if (!box) return;
    numbers(box.querySelector(".kini"), one.kini.map((now) => now.nomor), "span");
    numbers(box.querySelector(".urutan"), one.menunggu, "li");
    text(box.querySelector(".jumlah"), one.menunggu.length);
    numbers(box.querySelector(".berikut"), one.menunggu.slice(0, 5), "span");
  }

  function mine(data) {
    const number = root.dataset.nomor;
    if (!number) return;
    const line = data.poli.find((one) => one.kode === root.dataset.poliSaya);
    if (!line) return;
    const at = line.menunggu.indexOf(number), now = line.kini.find((one) => one.nomor === number);
    const before = root.dataset.status, status = now ? now.status : at >= 0 ? "Menunggu" : before;
    // Came, cancelled, done, sent on: what that means, the server says.
    if (["Menunggu", "Dipanggil", "Dilayani"].includes(before) !== (at >= 0 || Boolean(now))) { location.reload(); return; }
    root.dataset.status = status;
    text(document.getElementById("status"), status);
    text(document.getElementById("didepan"), at >= 0 ? at : "–");
    const cancel = document.getElementById("batal");
    if (cancel) cancel.hidden = Boolean(now); // whoever is called comes, or is skipped
    text(document.getElementById("menit"), at >= 0 ? Math.ceil(at * line.menit) : "–");
    if (now && now.status === "Dipanggil" && before !== "Dipanggil") {
      text(said, `Nomor Anda ${number} dipanggil. Silakan ke ${line.nama}${now.tempat ? ", " + now.tempat : ""}.`);
      if (navigator.vibrate) navigator.vibrate([300, 150, 300]);
    }
  }

  function calls(data) {
    const shown = data.panggilan.filter((one) => !only || only.includes(one.nomor[0]));
    const list = document.getElementById("panggilan");
    if (list) {
      list.replaceChildren(...shown.map((one) => {
        const item = document.createElement("li"), number = document.createElement("strong");
        number.textContent = one.nomor;
        item.append(number, ` ${one.poli}${one.tempat ? ", " + one.tempat : ""}`);
        return item;
      }));
    }
    const fresh = shown.filter((one) => one.id > last && one.berlaku).reverse();
    if (shown.length) last = Math.max(last, shown[0].id);
    if (root.dataset.nomor) return;
    for (const one of fresh) { text(said, one.ucapan); say(one.ucapan); }
  }

  const speaks = () => Boolean(voice && window.speechSynthesis) && voice.getAttribute("aria-pressed") === "true";
  function turn(on) {
    voice.setAttribute("aria-pressed", on);
    if (quiet) quiet.hidden = on;
  }

  function say(words) {
    if (!speaks()) return;
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = "id-ID";
    speech.rate = 0.9;
    const known = speechSynthesis.getVoices().find((one) => one.lang.replace("_", "-").toLowerCase().startsWith("id"));
    if (known) speech.voice = known;
    // Many browsers want a press after each load before they speak.
    speech.onerror = (event) => { if (event.error === "not-allowed") turn(false); };
    speechSynthesis.speak(speech);
  }

  function show(data) {
    if (data.tanggal !== root.dataset.tanggal) {
      if (!speaks()) { location.reload(); return; }
      root.dataset.tanggal = data.tanggal; // loading anew would cost the voice its permission
    }
    data.poli.forEach(room);
    calls(data);
    mine(data);
  }

  async function ask() {
    try {
      const answer = await fetch(root.dataset.data, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
      connected("Diperbarui tiap 10 detik.");
    } catch { connected("Sambungan terputus. Yang tampil mungkin sudah lama."); }
  }

  function poll() { if (!asking) { ask(); asking = setInterval(ask, 10000); } }

  function listen() {
    if (!window.EventSource) { poll(); return; }
    const source = new EventSource(root.dataset.aliran);
    source.onmessage = (event) => {
      clearInterval(asking); asking = 0;
      connected("Tersambung langsung.");
      show(JSON.parse(event.data));
    };
    source.onerror = () => {
      poll();
      // 503: too many watch. The browser gives up then, so it is tried again by hand.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
    };
  }

  if (voice) {
    voice.hidden = !window.speechSynthesis;
    turn(Boolean(window.speechSynthesis) && sessionStorage.getItem(VOICE) === "ya");
    say("Suara menyala.");
    voice.addEventListener("click", () => {
      turn(!speaks());
      sessionStorage.setItem(VOICE, speaks() ? "ya" : "tidak");
      say("Suara menyala.");
    });
  }
  listen();
})();
