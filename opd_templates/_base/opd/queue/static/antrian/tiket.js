// What a ticket's picture leads to: its code stands behind # and is sent as if typed. And: paper from the printer.
"use strict";
(() => {
  const field = document.querySelector("input[name=kode]");
  if (field && location.hash.length > 20) {
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
    field.form.requestSubmit();
  }
  for (const button of document.querySelectorAll("[data-cetak]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const widths = document.querySelector("[data-lebar]"), paper = document.querySelector(".kertas");
  if (widths && paper) {
    const KEY = "lebar-kertas", chosen = widths.querySelector("select");
    const show = () => { paper.className = `kertas kertas-${chosen.value}`; };
    chosen.value = localStorage.getItem(KEY) || "80";
    chosen.addEventListener("change", () => { localStorage.setItem(KEY, chosen.value); show(); });
    widths.hidden = false;
    show();
  }
  const back = document.querySelector("[data-kembali]");
  if (back) setTimeout(() => location.assign(back.dataset.kembali), 20000);
  if (document.querySelector("[data-cetak-langsung]")) window.print();
})();
