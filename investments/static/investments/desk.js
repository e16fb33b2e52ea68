/* The reading desk by keyboard. Without it every step is a link or a button of the page. */
"use strict";
(() => {
  const desk = document.querySelector("[data-desk]");
  const draft = document.getElementById("draft");
  const KEPT = "desk-keys";
  const LETTERS = "abcdefgh";
  const typed = "input:not([type=radio], [type=checkbox], [type=submit]), select, textarea";

  const radios = (name) => [...document.querySelectorAll(`#draft input[name="${name}"]`)];
  const chosen = (name) => radios(name).find((radio) => radio.checked);
  const press = (key) => document.querySelector(`[data-key="${key}"]`);

  function choose(radio) {
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    radio.closest("li")?.scrollIntoView({ block: "nearest" });
    const named = { subject: "id_new_name", statistic: "id_new_statistic" };
    if (radio.value === "new") document.getElementById(named[radio.name])?.focus();
  }

  /* What only some choices need is shown with those alone. */
  function fit() {
    if (!draft) return;
    const subject = chosen("subject")?.value ?? "";
    const what = document.getElementById("id_new_what")?.value ?? "";
    const needed = {
      "only-industry": subject.startsWith("industry:"),
      "only-new": subject === "new",
      "only-new-statistic": chosen("statistic")?.value === "new",
      "only-total": `${subject}${subject === "new" ? ":" + what : ""}`.startsWith("new:signingbatch"),
      "only-related": (chosen("says")?.value ?? "mention") !== "mention",
    };
    for (const [name, shown] of Object.entries(needed)) {
      for (const part of draft.querySelectorAll(`.${name}`)) part.hidden = !shown;
    }
    const role = chosen("says")?.value;
    for (const [id, says] of [["id_takes_part", "participation"], ["id_venue", "location"]]) {
      const field = document.getElementById(id)?.parentElement;
      if (field) field.hidden = role !== says;
    }
  }

  /* Each choice says by which key it is made. */
  function nameKeys() {
    const marks = [["subject", "123456789"], ["statistic", LETTERS], ["says", LETTERS]];
    for (const [name, keys] of marks) {
      radios(name).forEach((radio, place) => {
        const mark = radio.parentElement.querySelector(".key");
        if (mark && keys[place] && keysOn()) mark.innerHTML = `<kbd>${keys[place]}</kbd>`;
        else mark?.replaceChildren();
      });
    }
  }

  function keysOn() {
    return localStorage.getItem(KEPT) !== "off";
  }

  /* --- The words of a selection ---------------------------------------------------------------- */

  function words(range) {
    const box = document.createElement("div");
    box.append(range.cloneContents());
    for (const hidden of box.querySelectorAll(".visually-hidden")) hidden.remove();
    return box.textContent;
  }

  function readSelection() {
    const selection = getSelection();
    if (!selection || !selection.rangeCount || selection.isCollapsed) return false;
    const range = selection.getRangeAt(0);
    const start = range.startContainer;
    const paragraph = (start.nodeType === 1 ? start : start.parentElement).closest("[data-paragraph]");
    const form = document.getElementById("missed");
    if (!paragraph || !form || !paragraph.contains(range.endContainer)) return false;
    const before = document.createRange();
    before.setStart(paragraph, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const selected = words(range);
    const ahead = words(before).trimStart().length;
    form.elements.paragraph.value = paragraph.dataset.paragraph;
    form.elements.words.value = selected.trim();
    form.elements.start.value = ahead + (selected.length - selected.trimStart().length);
    return selected.trim() !== "";
  }

  document.addEventListener("selectionchange", () => {
    if (desk) readSelection();
  });

  /* --- Keys ------------------------------------------------------------------------------------ */

  const jumps = { "/": "id_subject_q", ".": "id_statistic_q" };
  const arrows = { ArrowDown: "j", ArrowUp: "k" };

  function onKey(event) {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at.matches?.(typed)) {
      if (event.key === "Escape") at.blur();
      if (event.key === "Enter" && at.dataset.search) {
        event.preventDefault();
        const found = document.querySelector(`#found-${at.dataset.search} input[type=radio]`);
        if (found) {
          found.checked = true;
          at.blur();
          found.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }
      return;
    }
    if (event.key === "Enter") {
      if (at.closest?.("a, button, summary")) return;
      event.preventDefault();
      press("Enter")?.click();
      return;
    }
    if (!keysOn() || (at.type === "radio" && event.key in arrows)) return;
    const key = arrows[event.key] ?? event.key;
    if (key === "?") {
      const help = document.querySelector("[data-keys]");
      if (help) help.open = !help.open;
    } else if (jumps[key] && document.getElementById(jumps[key])) {
      document.getElementById(jumps[key]).focus();
    } else if (key === "n") {
      choose(radios("subject").find((radio) => radio.value === "new"));
    } else if (/^[1-9]$/.test(key)) {
      choose(radios("subject")[Number(key) - 1]);
    } else if (LETTERS.includes(key)) {
      choose((chosen("says") ? radios("says") : radios("statistic"))[LETTERS.indexOf(key)]);
    } else if (key === "t") {
      if (!readSelection()) return;
      press("t")?.click();
    } else if (press(key)) {
      press(key).click();
    } else {
      return;
    }
    event.preventDefault();
  }

  function start() {
    document.addEventListener("keydown", onKey);
    document.addEventListener("change", (event) => {
      if (event.target.matches("[data-keys-on]")) {
        localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
        nameKeys();
      }
      fit();
    });
    /* One press, one draft. */
    for (const form of document.querySelectorAll("form[method=post]")) {
      form.addEventListener("submit", (event) => {
        if (event.defaultPrevented) return; // the guard asks first, then sends it
        if (form.dataset.sent) event.preventDefault();
        form.dataset.sent = "yes";
      });
    }
    addEventListener("pageshow", () => {
      for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    });
    for (const button of document.querySelectorAll("[data-no-script]")) button.hidden = true;
    const help = document.querySelector("[data-keys]");
    if (help) {
      help.hidden = false;
      help.querySelector("[data-keys-on]").checked = keysOn();
    }
    fit();
    nameKeys();
    const current = document.querySelector(".desk-text [aria-current]");
    if (current && matchMedia("(min-width: 64rem)").matches) {
      const { top, bottom } = current.getBoundingClientRect();
      const seen = top >= 0 && bottom <= innerHeight - 48;
      current.scrollIntoView({ block: seen ? "nearest" : "center" });
    }
  }

  start();
})();
