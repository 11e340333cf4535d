/* The desk: small conveniences. Every page works without this file.
   Nothing about a matter is ever kept in the browser: only "shortcuts off" is stored. */
(() => {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- messages -------------------------------------------------------------------------

  const fade = (toast) => {
    if (!toast.classList.contains("error") && !toast.classList.contains("warning")) {
      setTimeout(() => toast.remove(), 8000);
    }
  };

  const say = (text, kind = "info") => {
    const pattern = one("#toast-pattern");
    const shelf = one("#toasts");
    if (!pattern || !shelf) return;
    const toast = pattern.content.firstElementChild.cloneNode(true);
    toast.classList.add(kind);
    one("p", toast).textContent = text;
    shelf.append(toast);
    fade(toast);
  };

  const words = (key) => one("#toasts")?.dataset[key] ?? "";

  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest?.(selector);

    if (hit("[data-dismiss]")) hit(".toast")?.remove();

    const opener = hit("[data-toggle]");
    if (opener) {
      const panel = document.getElementById(opener.dataset.toggle);
      const open = panel.classList.toggle("open");
      opener.setAttribute("aria-expanded", String(open));
    }

    const dialog = hit("[data-open]");
    if (dialog) document.getElementById(dialog.dataset.open)?.showModal();

    const cancel = hit("[data-cancel]");
    if (cancel) {
      event.preventDefault();
      closeStep(cancel.closest(".do-form"));
    }

    const copy = hit("[data-copy]");
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => say(words("copied"), "success"));
    }

    if (hit("[data-print]")) window.print();
  });

  // ---- the form of a step opens under its button -----------------------------------------------

  const markStep = (button) => {
    all("[data-step]").forEach((other) => {
      other.setAttribute("aria-expanded", String(other === button));
    });
  };

  const closeStep = (place) => {
    if (!place) return;
    place.replaceChildren();
    const button = one("[data-step][aria-expanded='true']");
    markStep(null);
    button?.focus();
  };

  const settle = (within) => {
    all("[data-show-when]", within).forEach(weigh);
    all("[data-counter]", within).forEach(countLeft);
    all(".toast", within).forEach(fade);
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target;
    settle(place);
    if (!place.matches(".do-form")) return;
    const button = event.detail.requestConfig?.elt;
    if (button?.matches("[data-step]")) markStep(button);
    const first = one(".errors, [aria-invalid='true']", place)
      ?? one("input:not([type=hidden]), select, textarea, button", place);
    first?.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401) {
      window.location.reload();
    } else {
      say(words(status === 403 ? "forbidden" : status === 429 ? "busy" : "failed"), "error");
    }
  });
  document.addEventListener("htmx:sendError", () => say(words("offline"), "error"));

  // ---- fields that depend on another: data-show-when="kind=a|b" or "anonymous=on" -------------------

  const valueOf = (form, name) => {
    const field = form.elements[name];
    if (!field) return "";
    if (field instanceof HTMLInputElement && field.type === "checkbox") {
      return field.checked ? "on" : "";
    }
    return field.value;
  };

  const weigh = (part) => {
    const form = part.closest("form");
    const [name, wanted] = part.dataset.showWhen.split("=");
    const shown = wanted.split("|").includes(valueOf(form, name));
    part.hidden = !shown;
    all("input, select, textarea", part).forEach((field) => { field.disabled = !shown; });
  };

  // ---- how many characters are left ------------------------------------------------------------------

  const countLeft = (place) => {
    const field = document.getElementById(place.dataset.counter);
    if (!field || field.maxLength < 0) return;
    place.textContent = `${field.value.length} / ${field.maxLength}`;
  };

  // ---- once is enough; unsaved work is not lost silently ------------------------------------------------

  const dirty = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form) return;
    if (form.matches("[data-guard]")) dirty.add(form);
    all("[data-show-when]", form).forEach(weigh);
    all("[data-counter]", form).forEach(countLeft);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    dirty.delete(form);
    if (form.matches("[data-once]")) {
      form.dataset.sent = "yes";
      all("button[type=submit]", form).forEach((button) => {
        button.setAttribute("aria-disabled", "true");
      });
    }
  }, true);

  const release = (form) => {
    delete form.dataset.sent;
    all("button[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt?.closest?.("form[data-once]");
    if (form) release(form);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  // A page out of the back-forward cache may belong to someone who has signed out since.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  // ---- keyboard ------------------------------------------------------------------------------------------

  const STORE = "desk.shortcuts";
  const shortcutsOn = () => {
    try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
  };

  const rows = () => all("[data-row]");
  const move = (by) => {
    const list = rows();
    if (!list.length) return;
    const now = list.findIndex((row) => row.classList.contains("at"));
    const next = Math.min(Math.max(now + by, 0), list.length - 1);
    list.forEach((row, index) => row.classList.toggle("at", index === next));
    one("a", list[next])?.focus({ preventScroll: true });
    list[next].scrollIntoView({ block: "nearest" });
  };

  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]");

  let gone = 0;
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;

    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.form;
      if (form?.method === "post") { event.preventDefault(); form.requestSubmit(one("button.primary", form)); }
      return;
    }
    if (event.key === " " && event.target.matches?.("a[role='button']")) {
      event.preventDefault();
      event.target.click();
      return;
    }
    if (event.key === "Escape") {
      const place = event.target.closest?.(".do-form") ?? one(".do-form:not(:empty)");
      const form = place && one("form", place);
      if (place?.childElementCount && !dirty.has(form)) closeStep(place);
      else if (event.target.matches?.("#find")) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !shortcutsOn()) return;

    if (Date.now() - gone < 1200) {
      gone = 0;
      const link = one(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    const act = {
      "/": () => one("#find")?.focus(),
      "?": () => one("#keys")?.showModal(),
      g: () => { gone = Date.now(); },
      j: () => move(1),
      k: () => move(-1),
      n: () => one("[data-key='n']")?.click(),
      s: () => (one(".do .btn.primary") ?? one("[data-step]"))?.focus(),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // ---- at the start --------------------------------------------------------------------------------------

  const start = () => {
    settle(document);
    const box = one("#shortcuts-on");
    if (box) {
      box.checked = shortcutsOn();
      box.addEventListener("change", () => {
        try { localStorage.setItem(STORE, box.checked ? "on" : "off"); } catch { /* private window */ }
      });
    }
    const timer = one("[data-timer]");
    if (timer) {
      const since = Date.now();
      const two = (number) => String(number).padStart(2, "0");
      setInterval(() => {
        const seconds = Math.floor((Date.now() - since) / 1000);
        timer.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
      }, 1000);
    }
    one(".errors[tabindex]")?.focus();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
