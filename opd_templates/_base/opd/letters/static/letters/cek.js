// Compares a file with the hash of the letter that was issued. The file is read here, and sent nowhere.
"use strict";
const box = document.getElementById("banding");
const chooser = document.getElementById("berkas-banding");
const told = box.querySelector("[role=status]");

function say(text, color) {
  told.textContent = text;
  told.className = `hasil-banding ${color}`;
}

async function compare() {
  const file = chooser.files[0];
  if (!file) return;
  say("Sedang dibandingkan…", "");
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex === box.dataset.sha256) say("Sama: berkas ini persis seperti yang dikeluarkan.", "hijau");
  else say("Berbeda: berkas ini bukan berkas yang dikeluarkan, atau sudah diubah.", "merah");
}

// Browsers hash on secure pages alone.
if (globalThis.crypto && crypto.subtle) {
  chooser.closest("[hidden]").hidden = false;
  chooser.addEventListener("change", () => {
    compare().catch(() => say("Berkas tidak dapat dibaca.", "merah"));
  });
}
