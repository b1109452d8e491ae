/* Jourcase: what the pages need beside htmx. Every page works without this file.
   Nothing is kept in localStorage, sessionStorage or the address.
   Loaded in <head> without "defer" so that html.js is set before anything is drawn. */
"use strict";

document.documentElement.classList.add("js");

(() => {
  const TEXT = {
    offline:
      "Ingen kontakt med servern. Det du skrivit finns kvar på skärmen – försök igen om en stund.",
    server:
      "Något gick fel hos oss, inte hos dig. Det du skrivit finns kvar på skärmen – försök igen om en stund.",
    refused: "Du har inte behörighet att göra det här. Fråga samordnaren.",
    session: "Du har varit borta en stund. Logga in så fortsätter du där du var.",
    missing: "Det du sökte finns inte längre. Det du skrivit finns kvar på skärmen.",
    saving: "Sparar …",
  };
  const FIELD = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";
  const CONTROL = "a, button, summary, input, select, textarea, [contenteditable]";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const closest = (event, selector) =>
    event.target instanceof Element ? event.target.closest(selector) : null;
  const isVisible = (element) => element.getClientRects().length > 0;
  const firstVisible = (selector) => all(selector).find(isVisible);
  const stockholmTime = () =>
    new Date().toLocaleTimeString("sv-SE", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: "Europe/Stockholm",
    });

  /* --- Network: one message for the whole page --- */

  function tellNetwork(text) {
    const line = one("#network p");
    if (!line) return;
    line.hidden = !text;
    one("span", line).textContent = text;
  }

  function explain(status) {
    if (status === 401) return TEXT.session;
    if (status === 403) return TEXT.refused;
    if (status === 404 || status === 410) return TEXT.missing;
    return TEXT.server;
  }

  /* --- Autosave: 3 s after the last change, at most 5 s after the first --- */

  const QUIET_MS = 3000;
  const LONGEST_MS = 5000;
  const RETRY_MS = 10000;
  const drafts = new WeakMap();

  function draftOf(form) {
    if (!drafts.has(form)) {
      const sequence = Number(form.dataset.autosaveSequence) || 0;
      drafts.set(form, { sequence, shown: 0, dirty: false, since: 0, timer: 0 });
    }
    return drafts.get(form);
  }

  function noteChange(form) {
    const draft = draftOf(form);
    const now = Date.now();
    if (!draft.dirty) Object.assign(draft, { dirty: true, since: now });
    clearTimeout(draft.timer);
    const wait = Math.min(QUIET_MS, Math.max(0, draft.since + LONGEST_MS - now));
    draft.timer = setTimeout(() => saveDraft(form), wait);
  }

  function forgetChange(form) {
    const draft = draftOf(form);
    clearTimeout(draft.timer);
    draft.dirty = false;
  }

  function tellDraft(form, text) {
    const place = one("[data-autosave-status]", form) || one("[data-autosave-status]");
    if (place) place.textContent = text;
  }

  function csrfToken(form) {
    const field = form.elements.csrfmiddlewaretoken;
    if (field) return field.value;
    return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  }

  async function saveDraft(form, { leaving = false } = {}) {
    const draft = draftOf(form);
    if (!draft.dirty || !form.isConnected) return;
    forgetChange(form);
    draft.sequence += 1;
    const sequence = draft.sequence;
    const body = new FormData(form);
    body.set("sequence", String(sequence));
    let problem = "";
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": csrfToken(form) },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
        signal: AbortSignal.timeout(15000),
      });
      const loggedOut = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
      if (loggedOut) problem = TEXT.session;
      else if (!answer.ok) problem = explain(answer.status);
    } catch {
      problem = TEXT.offline;
    }
    if (sequence <= draft.shown) return; // a later answer has already been shown
    draft.shown = sequence;
    if (!problem) {
      tellDraft(form, `Utkast sparat kl. ${stockholmTime().replace(":", ".")}`);
      return;
    }
    tellDraft(form, problem);
    if (draft.dirty) return; // newer text is waiting and brings this along
    Object.assign(draft, { dirty: true, since: Date.now() });
    draft.timer = setTimeout(() => saveDraft(form), RETRY_MS);
  }

  const saveAllDrafts = (options) =>
    all("form[data-autosave-url]").forEach((form) => saveDraft(form, options));

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (form && form.dataset.autosaveUrl) noteChange(form);
    });
  }
  document.addEventListener("focusout", (event) => {
    const form = closest(event, "form[data-autosave-url]");
    if (form) saveDraft(form);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveAllDrafts({ leaving: true });
  });
  window.addEventListener("online", () => saveAllDrafts());

  /* --- A call is under way: "Ring" was pressed, or the page is open and seen ------------- */

  const ALIVE_MS = 5 * 60 * 1000;

  function tellAlive(dialled) {
    const form = one("form[data-alive-url]");
    if (!form || (!dialled && document.visibilityState === "hidden")) return;
    const body = new FormData();
    if (dialled) body.set("dialled", "1");
    fetch(form.dataset.aliveUrl, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken(form) },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    }).catch(() => {}); // the call goes on without it; the time can be put right by hand
  }

  setInterval(() => tellAlive(false), ALIVE_MS);
  document.addEventListener("click", (event) => {
    if (closest(event, "main a[href^='tel:']")) tellAlive(true);
    if (closest(event, "[data-print]")) window.print();
  });

  /* --- Regions that depend on an answer: data-reveal="name=value|other" or "name!=value" --- */

  function holds(form, rule) {
    const [, name, operator, values] = rule.match(/^([^!=]+)(!?=)(.*)$/);
    const chosen = new FormData(form).getAll(name);
    return values.split("|").some((value) => chosen.includes(value)) === (operator === "=");
  }

  function updateReveals(root = document, { chosen = false } = {}) {
    for (const region of all("[data-reveal]", root)) {
      const form = region.closest("form");
      if (!form) continue;
      const shown = region.classList.contains("visas");
      const show = holds(form, region.dataset.reveal);
      region.classList.toggle("visas", show);
      if (show && !shown && chosen) region.scrollIntoView({ block: "nearest" });
    }
  }

  /* --- A person who comes on their own has rung, until somebody says otherwise --- */

  function followSource(changed) {
    const channel = changed.form?.elements.channel;
    if (changed === channel) changed.dataset.chosen = "yes";
    if (changed.name !== "source" || !channel || channel.dataset.chosen) return;
    channel.value = changed.value === "own" ? "phone" : "referral";
    updateReveals(changed.form, { chosen: true });
  }

  /* --- "Räknas som kvällsförsök": from is inclusive, to is exclusive --- */

  function updateEvening() {
    for (const place of all("[data-evening-from]")) {
      const form = place.closest("form");
      const chosen = form
        ? all("input[type=datetime-local]", form).find((input) => input.value && isVisible(input))
        : null;
      const clock = chosen ? chosen.value.slice(11, 16) : stockholmTime();
      place.hidden = clock < place.dataset.eveningFrom || clock >= place.dataset.eveningTo;
    }
  }
  setInterval(updateEvening, 30000);

  document.addEventListener("input", updateEvening);
  document.addEventListener("change", (event) => {
    if (event.target.form) updateReveals(event.target.form, { chosen: true });
    updateEvening();
    if (event.target.matches("select[data-save-on-change]")) event.target.form.requestSubmit();
    followSource(event.target);
  });

  /* --- "Sparar …" beside the button after 300 ms; nothing is greyed out --- */

  const saving = new Map();

  function startSaving(form, button) {
    stopSaving(form);
    const beside = button || one("button[type=submit], button:not([type])", form);
    if (!beside || "quiet" in form.dataset) return;
    const words = document.createElement("span");
    words.className = "sparar";
    words.setAttribute("role", "status");
    beside.after(words);
    const timer = setTimeout(() => (words.textContent = TEXT.saving), 300);
    saving.set(form, { timer, words });
  }

  function stopSaving(form) {
    const running = saving.get(form);
    if (!running) return;
    clearTimeout(running.timer);
    running.words.remove();
    saving.delete(form);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.autosaveUrl) forgetChange(form);
    if (!event.defaultPrevented && form.method === "post") startSaving(form, event.submitter);
  });

  /* --- htmx --- */

  const formOf = (event) => event.target.closest && event.target.closest("form");

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event);
    const submitter = event.detail.requestConfig?.triggeringEvent?.submitter;
    if (form && event.detail.requestConfig?.verb !== "get") startSaving(form, submitter);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (form) stopSaving(form);
    if (event.detail.successful) {
      tellNetwork("");
    } else if (form && form.dataset.autosaveUrl) {
      noteChange(form); // it was not saved after all
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    tellNetwork(explain(event.detail.xhr.status));
  });
  document.addEventListener("htmx:sendError", () => tellNetwork(TEXT.offline));
  document.addEventListener("htmx:timeout", () => tellNetwork(TEXT.offline));
  document.addEventListener("htmx:afterSettle", () => arrange());

  /* --- Focus: to the status or the error summary that has just arrived --- */

  function moveFocus() {
    const place = one("[data-focus]");
    if (!place) return;
    place.removeAttribute("data-focus");
    if (!place.matches(CONTROL)) place.tabIndex = -1;
    place.focus();
  }

  function arrange() {
    updateReveals();
    updateEvening();
    moveFocus();
  }

  /* --- Cover: "Dölj skärmen" --- */

  let beforeCover = null;

  function cover() {
    const sheet = one("#skydd");
    if (!sheet || !sheet.hidden) return;
    beforeCover = document.activeElement;
    all("dialog[open]").forEach((dialog) => dialog.close());
    saveAllDrafts();
    sheet.hidden = false;
    for (const other of document.body.children) if (other !== sheet) other.inert = true;
    one("button", sheet).focus();
  }

  function uncover() {
    one("#skydd").hidden = true;
    for (const other of document.body.children) other.inert = false;
    if (beforeCover && beforeCover.isConnected) beforeCover.focus();
  }

  const isCovered = () => one("#skydd")?.hidden === false;

  /* --- Clicks --- */

  document.addEventListener("click", (event) => {
    const opener = closest(event, "[data-dialog-open]");
    if (opener) one(`#${opener.dataset.dialogOpen}`)?.showModal();
    closest(event, "[data-dialog-close]")?.closest("dialog").close();
    if (closest(event, "[data-cover]")) cover();
    if (closest(event, "[data-uncover]")) uncover();

    const eye = closest(event, "[data-show-password]");
    if (eye) {
      const field = one(`#${eye.getAttribute("aria-controls")}`);
      const show = field.type === "password";
      field.type = show ? "text" : "password";
      eye.textContent = show ? "Dölj" : "Visa";
    }
    const account = closest(event, "[data-fill-username]");
    if (account) {
      one("#id_username").value = account.dataset.fillUsername;
      one("#id_password").value = account.dataset.fillPassword;
      one("#id_password").form.querySelector("[type=submit]").focus();
    }
    for (const menu of all("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  /* --- Keys --- */

  const openNote = () => {
    const note = firstVisible("details[data-note]");
    if (!note) return null;
    note.open = true;
    return one("textarea, input", note);
  };

  function chooseTile(number) {
    const tile = one(`.plattor input[data-key="${number}"]`);
    if (!tile || tile.disabled) return false;
    tile.focus();
    tile.click();
    return true;
  }

  const press = (element) => (element?.click(), Boolean(element));
  const focusOn = (element) => (element?.focus(), Boolean(element));

  function saveByEnter() {
    const form = firstVisible(".plattor input:checked")?.form;
    if (!form) return false;
    form.requestSubmit();
    return true;
  }

  /* What one key does; true when it did something. */
  function act(key) {
    if (/^[1-9]$/.test(key)) return chooseTile(key);
    switch (key) {
      case "a":
        return focusOn(openNote());
      case "å":
        return press(firstVisible("[data-undo]"));
      case "r":
        return press(firstVisible("main a[href^='tel:']"));
      case "n":
        return press(one("[data-shortcut=n]"));
      case "/":
        return focusOn(firstVisible("[data-search]")) || press(one("[data-shortcut='/']"));
      case "?":
        return press(one("[data-dialog-open=kortkommandon]"));
      default:
        return false;
    }
  }

  let lastEscape = -Infinity;

  function onEscape(event) {
    const twice = event.timeStamp - lastEscape < 1000;
    lastEscape = twice ? -Infinity : event.timeStamp;
    if (twice) cover();
    const menu = one("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      one("summary", menu).focus();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || event.defaultPrevented) return;
    if (isCovered()) return;
    if (event.key === "Escape") return onEscape(event);
    if (event.key === "Enter" && event.ctrlKey && closest(event, "textarea")) {
      event.preventDefault();
      event.target.form?.requestSubmit();
      return;
    }
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (modified || closest(event, FIELD) || one("dialog[open]")) return;
    if (event.key === "Enter") {
      if (!closest(event, CONTROL) && saveByEnter()) event.preventDefault();
      return;
    }
    if (document.body.dataset.shortcuts === "off") return;
    if (act(event.key.toLowerCase())) event.preventDefault();
  });

  /* --- Start --- */

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // never a stale page behind the back button
  });
  document.addEventListener("DOMContentLoaded", arrange);
})();
