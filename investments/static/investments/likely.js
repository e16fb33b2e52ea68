/* Asks, while names are entered, whether the record has them already, and says so beside them. */
"use strict";

(function () {
  const ROWS = /^(figures|milestones|dates|locations)-\d+-(entry|low|high|unit|date|place)$/;
  const NAMES = ["name", "name_zh", "aliases"];
  const WAIT = 400;

  function asked(form, hidden) {
    const data = new URLSearchParams();
    for (const [key, value] of new FormData(form)) {
      if (NAMES.includes(key) || ROWS.test(key) || key === "csrfmiddlewaretoken") {
        data.append(key, value);
      }
    }
    data.append("besides", hidden.dataset.besides);
    return data;
  }

  function start() {
    const hidden = document.querySelector("input[data-likely]");
    const name = document.querySelector("#id_name");
    if (!hidden || !name) {
      return;
    }
    const box = document.createElement("div");
    box.className = "likely";
    box.setAttribute("role", "status");
    name.closest(".form-row").after(box);
    let timer = 0;
    let latest = 0;

    async function ask() {
      const turn = ++latest;
      try {
        const answer = await fetch(hidden.dataset.likely, {
          method: "POST",
          body: asked(hidden.form, hidden),
          credentials: "same-origin",
        });
        if (!answer.ok || answer.redirected || turn !== latest) {
          return;
        }
        const text = (await answer.text()).trim();
        box.innerHTML = text; // a fragment of our own page
        const keys = [...box.querySelectorAll("[data-key]")].map((item) => item.dataset.key);
        hidden.value = keys.join(" ");
      } catch {
        // Without an answer the first Save says it.
      }
    }

    hidden.form.addEventListener("input", (event) => {
      if (NAMES.includes(event.target.name) || ROWS.test(event.target.name)) {
        clearTimeout(timer);
        timer = setTimeout(ask, WAIT);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", start);
})();
