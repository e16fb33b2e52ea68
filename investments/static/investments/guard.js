/* Guards what is typed into a form of the desk. Leaving it unsaved asks back. Before one is sent that
   has been open for a while, the site is asked whether the session still holds: sent after its end it
   would be lost. */
"use strict";

(function () {
  const form = document.querySelector(".change-form #content-main form, form[data-guard]");
  if (!form) {
    return;
  }
  const words = document.currentScript.dataset;
  const refused = document.querySelector("#content .errornote") !== null;
  const FRESH = 60000; // a session that held a minute ago holds
  let untouched = null;
  let sending = false;
  let asking = false;
  let asked = Date.now();
  let note = null;

  function entries() {
    const found = [];
    for (const [name, value] of new FormData(form)) {
      if (name !== "csrfmiddlewaretoken" && !name.endsWith("_old")) {
        found.push([name, value instanceof File ? `${value.name} ${value.size}` : value]);
      }
    }
    return JSON.stringify(found);
  }

  function changed() {
    return untouched !== null && !sending && (refused || entries() !== untouched);
  }

  function say(text, withLink, beside) {
    if (note) {
      note.remove();
    }
    note = document.createElement("p");
    note.className = "errornote guard";
    note.setAttribute("role", "alert");
    note.append(text);
    if (withLink) {
      const link = document.createElement("a");
      link.href = words.signIn;
      link.target = "_blank";
      link.textContent = words.signInLabel;
      note.append(" ", link);
    }
    if (beside) {
      beside.before(note);
    } else {
      form.prepend(note);
    }
    note.scrollIntoView({ block: "nearest" });
  }

  /* Whether a form would be taken now; says so where not. */
  async function ask(beside) {
    asked = 0;
    let found;
    try {
      const answer = await fetch(words.address, { cache: "no-store" });
      found = await answer.json();
    } catch {
      say(words.noAnswer, false, beside);
      return false;
    }
    if (!found.name) {
      say(words.signedOut, true, beside);
      return false;
    }
    if (note) {
      note.remove();
      note = null;
    }
    asked = Date.now();
    // Signing in elsewhere has made another one.
    form.elements.csrfmiddlewaretoken.value = found.token;
    return true;
  }

  form.addEventListener("submit", async (event) => {
    if (sending || event.defaultPrevented) {
      return;
    }
    if (Date.now() - asked < FRESH) {
      sending = true;
      return;
    }
    event.preventDefault();
    if (asking) {
      return;
    }
    asking = true;
    const button = event.submitter;
    const good = await ask(button && button.closest(".submit-row"));
    asking = false;
    if (good) {
      sending = true;
      form.requestSubmit(button);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (changed()) {
      event.preventDefault();
      event.returnValue = true;
    }
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - asked > FRESH) {
      ask(null);
    }
  });

  // Back again from where the form had led.
  window.addEventListener("pageshow", () => {
    sending = false;
  });

  // After what the other scripts fill in when the page is there.
  window.addEventListener("load", () => {
    setTimeout(() => {
      untouched = entries();
    });
  });
})();
