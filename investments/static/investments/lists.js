/* What htmx leaves open when it changes a list: folded parts stay as the reader left them, the
   focus stays where it was, and addresses carry neither empty parameters nor repeated ones. */
"use strict";
(() => {
  let folds = new Map();
  let focused = "";

  document.addEventListener("htmx:configRequest", (event) => {
    const data = event.detail.formData;
    for (const name of new Set([...data.keys()])) {
      const values = data.getAll(name).filter((value) => value.trim());
      data.delete(name);
      if (values.length) data.append(name, values.join(","));
    }
  });

  document.addEventListener("htmx:beforeSwap", () => {
    folds = new Map([...document.querySelectorAll("#list details[id]")].map((one) => [one.id, one.open]));
    focused = document.activeElement?.id ?? "";
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of folds) {
      const fold = document.getElementById(id);
      if (fold) fold.open = open;
    }
    const here = focused && document.getElementById(focused);
    if (here && document.activeElement !== here) here.focus({ preventScroll: true });
  });
})();
