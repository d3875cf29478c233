/* The words of opd.website.labels, where Wagtail's pages and scripts say them in English whatever the language. */
"use strict";
(() => {
  const { fixed, tags } = JSON.parse(document.getElementById("kata-kelola").textContent);

  const say = (within) => {
    for (const { selector, english, indonesian } of fixed) {
      for (const each of within.querySelectorAll(selector)) {
        if (each.value === english) each.value = indonesian;
        for (const text of each.childNodes) {
          if (text.nodeType === Node.TEXT_NODE && text.data.trim() === english) text.data = indonesian;
        }
      }
    }
  };

  jQuery.ui.autocomplete.prototype.options.messages = {
    noResults: tags.none,
    results: (count) => tags.some.replace("%s", count),
  };
  document.addEventListener("DOMContentLoaded", () => {
    say(document);
    // Choosers, calendars and what belongs to a link come later.
    new MutationObserver((changes) => {
      for (const target of new Set(changes.map((change) => change.target))) say(target);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
