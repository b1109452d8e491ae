/* Regions that follow an answer, "Sparar …", what htmx tells of, "Dölj skärmen", clicks and keys. */
"use strict";

(() => {
  const { TEXT, one, all, closest, isVisible, firstVisible, stockholmTime } = jourcase;
  const { tellNetwork, explain, noteChange, forgetChange, saveAllDrafts } = jourcase;
  const FIELD = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";
  const CONTROL = "a, button, summary, input, select, textarea, [contenteditable]";

  /* --- Regions that depend on an answer: data-reveal="name=value|other", "name!=value", or "minor",
     who may be under 18: a birth year that leaves it open, or else "under 21" --- */

  function mayBeMinor(said) {
    const [year] = String(said.get("born") || "").match(/\b(?:19|20)\d\d/) || [];
    return year ? new Date().getFullYear() - year <= 18 : said.get("age_band") === "under";
  }

  function holds(form, rule) {
    if (rule === "minor") return mayBeMinor(new FormData(form));
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

  /* htmx keeps the address of the page in sessionStorage, for a cache that is turned off. */
  const forgetAddress = () => sessionStorage.removeItem("htmx-current-path-for-history");
  for (const kind of ["pushedIntoHistory", "replacedInHistory", "historyRestore"]) {
    document.addEventListener(`htmx:${kind}`, forgetAddress);
  }
  document.addEventListener("DOMContentLoaded", forgetAddress);

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

  /* "hidden" and "asking" are taken away by a press; "locked" and "over" by lock.js alone. */
  function cover(says = "hidden") {
    const sheet = one("#skydd");
    if (!sheet) return;
    if (sheet.hidden) {
      beforeCover = document.activeElement;
      all("dialog[open]").forEach((dialog) => dialog.close());
      saveAllDrafts();
      sheet.hidden = false;
      for (const other of document.body.children) if (other !== sheet) other.inert = true;
    }
    sheet.dataset.state = says;
    for (const part of all("[data-cover-says]", sheet)) part.hidden = part.dataset.coverSays !== says;
    one("button:not([hidden]), a:not([hidden])", sheet).focus();
  }

  function uncover() {
    Object.assign(one("#skydd"), { hidden: true }).dataset.state = "";
    for (const other of document.body.children) other.inert = false;
    if (beforeCover && beforeCover.isConnected) beforeCover.focus();
  }

  const isCovered = () => one("#skydd")?.hidden === false;

  /* --- Copy a text that is to be sent --- */

  function copyFrom(button) {
    if (!button) return;
    const field = one(`#${button.dataset.copy}`);
    field.select(); // by hand with Ctrl+C, should the browser refuse
    // The clipboard interface is refused to all pages, and older than it is enough here.
    const copied = document.execCommand("copy");
    one(`#${button.dataset.copy}-status`).textContent = copied ? TEXT.copied : TEXT.notCopied;
  }

  /* --- Clicks --- */

  document.addEventListener("click", (event) => {
    const opener = closest(event, "[data-dialog-open]");
    if (opener) one(`#${opener.dataset.dialogOpen}`)?.showModal();
    closest(event, "[data-dialog-close]")?.closest("dialog").close();
    if (closest(event, "[data-search-open]")) openSearch();
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
    if (closest(event, "[data-print]")) window.print();
    copyFrom(closest(event, "[data-copy]"));
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

  /* --- Search: one field; "/" leads to it, an arrow to what was found --- */

  const SEARCH_AFTER_MS = 350; // a number that is still being typed is no search
  let searching = 0;
  const CASE_NUMBER = /^\s*(?:\d{4}-\d{1,6}|\d{4,6})\s*$/;

  function openSearch() {
    const sheet = one("#sokdialog");
    if (!sheet) return false;
    const field = one("[data-search]", sheet);
    field.value = "";
    one("[data-hits-place]", sheet).replaceChildren();
    sheet.showModal();
    return focusOn(field);
  }

  /* A case number says nothing of anybody; the rest waits for Enter. */
  document.addEventListener("input", (event) => {
    const field = closest(event, "[data-search]");
    const place = field?.form && one("[data-hits-place]", field.form);
    if (!place) return;
    place.replaceChildren();
    clearTimeout(searching);
    if (!CASE_NUMBER.test(field.value)) return;
    const ask = () => htmx.ajax("POST", field.dataset.search, { source: field, target: place });
    searching = setTimeout(ask, SEARCH_AFTER_MS);
  });

  function moveAmongHits(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const hits = step ? all("[data-hits] a").filter(isVisible) : [];
    const at = hits.indexOf(event.target);
    if (!hits.length || (at < 0 && (step < 0 || !closest(event, "[data-search]")))) return false;
    (hits[at + step] || (step < 0 ? firstVisible("[data-search]") : null))?.focus();
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
        return focusOn(firstVisible("[data-search]")) || openSearch();
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
    if (moveAmongHits(event)) return event.preventDefault();
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

  Object.assign(jourcase, { cover, uncover, isCovered });

  document.addEventListener("DOMContentLoaded", arrange);
})();
