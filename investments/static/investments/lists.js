/* What htmx leaves open when it changes a list: folded parts stay as the reader left them, the
   focus stays where it was or near it, and addresses carry neither empty parameters nor repeated
   ones. */
"use strict";
(() => {
  const find = (id) => (id ? document.getElementById(id) : null);
  let folds = new Map();
  let focused = null; // the id of what had the focus; null where that was not in the list

  document.addEventListener("htmx:configRequest", (event) => {
    const data = event.detail.formData;
    for (const name of new Set([...data.keys()])) {
      const values = data.getAll(name).filter((value) => value.trim());
      data.delete(name);
      if (values.length) data.append(name, values.join(","));
    }
  });

  document.addEventListener("htmx:beforeSwap", () => {
    const parts = document.querySelectorAll("#list details[id]");
    const here = document.activeElement;
    folds = new Map([...parts].map((part) => [part.id, part.open]));
    focused = here?.closest("#list") ? here.id : null;
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of folds) {
      const part = find(id);
      if (part) part.open = open;
    }
    if (focused === null) return;
    const here = find(focused) ?? find("clear-all") ?? find("panel-summary");
    if (here && document.activeElement !== here) here.focus({ preventScroll: true });
  });
})();
