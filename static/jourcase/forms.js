/* Regions that follow an answer, "Sparar …", and what htmx tells of. */
"use strict";

(() => {
  const { TEXT, one, all, isVisible, stockholmTime } = jourcase;
  const { tellNetwork, explain, noteChange, forgetChange } = jourcase;
  const CONTROL = "a, button, summary, input, select, textarea, [contenteditable]";

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

  document.addEventListener("DOMContentLoaded", arrange);
})();
