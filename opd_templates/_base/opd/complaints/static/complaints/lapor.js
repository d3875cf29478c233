/* Help for a phone on a bad line; without it the form works all the same. What identifies somebody is never kept. */
(() => {
  "use strict";
  const KEPT = "laporan-sementara";
  const NAMES = ["kategori", "uraian", "kelurahan", "alamat"];
  const form = document.getElementById("lapor");
  const forget = () => { try { sessionStorage.removeItem(KEPT); } catch { /* it is off */ } };
  if (!form) { forget(); return; } // the receipt: it arrived

  const restore = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
      for (const name of NAMES) if (kept[name] && !form.elements[name].value) form.elements[name].value = kept[name];
    } catch { /* nothing that can be read */ }
  };
  const keep = () => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]))));
    } catch { /* it is off, or full */ }
  };
  restore();
  form.addEventListener("input", keep);

  const button = document.getElementById("pakai-lokasi");
  const said = document.getElementById("kabar-lokasi");
  if (button && navigator.geolocation) {
    button.hidden = false;
    button.addEventListener("click", () => {
      said.textContent = "Mencari lokasi…";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.lintang.value = coords.latitude.toFixed(6);
          form.elements.bujur.value = coords.longitude.toFixed(6);
          form.elements.lintang.closest("details").open = true;
          said.textContent = `Lokasi terisi, ketelitian ${Math.round(coords.accuracy)} m.`;
        },
        () => { said.textContent = "Lokasi tidak didapat. Pilih kelurahan atau tulis alamatnya."; },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  }

  /* Photos of phones are many megabytes: they are made smaller before they are sent. */
  const side = Number(form.dataset.sisi);
  const smaller = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const share = Math.min(1, side / Math.max(picture.width, picture.height));
      if (share === 1 && file.size < 500000) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * share);
      canvas.height = Math.round(picture.height * share);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      return made && made.size < file.size ? new File([made], "foto.jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file; // no picture that this browser reads: the app judges it
    }
  };
  form.elements.foto.addEventListener("change", async ({ target }) => {
    const files = new DataTransfer();
    for (const file of target.files) files.items.add(await smaller(file));
    target.files = files.files;
  });

  let sent = false;
  form.addEventListener("submit", (event) => {
    const news = document.getElementById("kabar-kirim");
    if (!navigator.onLine) {
      event.preventDefault();
      news.textContent = "Tidak ada jaringan. Isian Anda tetap di sini; tekan Kirim lagi setelah jaringan kembali.";
    } else if (sent) {
      event.preventDefault();
    } else {
      sent = true;
      news.textContent = "Mengirim… Jangan tutup halaman ini.";
      setTimeout(() => { sent = false; }, 30000);
    }
  });
})();
