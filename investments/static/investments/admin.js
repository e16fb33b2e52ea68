/* Names the search fields of the curation desk: the library that draws them leaves them without. */
"use strict";

(function () {
  function nameFields(root) {
    for (const select of root.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const field = select.parentElement.querySelector(".select2-selection");
      const shown = select.parentElement.querySelector(".select2-selection__rendered");
      if (field && shown && label) {
        const name = label.textContent.trim().replace(/[:：]$/, "");
        const chosen = select.selectedOptions[0] ? select.selectedOptions[0].textContent : "";
        field.removeAttribute("aria-labelledby");
        field.setAttribute("aria-label", chosen ? `${name}: ${chosen}` : name);
        shown.setAttribute("aria-label", name);
      }
    }
  }

  // After the library, which starts when the document is ready.
  window.addEventListener("load", () => {
    const nameAnew = (event) => nameFields(event.target.closest("form") || document);
    nameFields(document);
    document.addEventListener("formset:added", nameAnew);
    django.jQuery(document).on("change", "select.admin-autocomplete", nameAnew);
  });
})();
