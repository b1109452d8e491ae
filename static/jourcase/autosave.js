/* What is typed is on the server within seconds, and a call that goes on is known to go on. */
"use strict";

(() => {
  const { TEXT, one, all, closest, stockholmTime, tellNetwork, explain, csrfToken } = jourcase;

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

  /* Gives what was in the way, in words; "" when all that is typed is on the server. */
  async function saveDraft(form, { leaving = false } = {}) {
    const draft = draftOf(form);
    if (!draft.dirty || !form.isConnected) return "";
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
        headers: { "X-CSRFToken": csrfToken(form), "X-On-The-Spot": "1" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
        signal: AbortSignal.timeout(15000),
      });
      const loggedOut = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
      if (loggedOut) {
        problem = TEXT.session;
        document.dispatchEvent(new Event("jourcase:out"));
      }
      else if (!answer.ok) problem = explain(answer.status);
    } catch {
      problem = TEXT.offline;
    }
    if (sequence <= draft.shown) return problem; // a later answer has already been shown
    draft.shown = sequence;
    if (!problem) {
      tellDraft(form, `Utkast sparat kl. ${stockholmTime().replace(":", ".")}`);
      return "";
    }
    tellDraft(form, problem);
    if (draft.dirty) return problem; // newer text is waiting and brings this along
    Object.assign(draft, { dirty: true, since: Date.now() });
    draft.timer = setTimeout(() => saveDraft(form), RETRY_MS);
    return problem;
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

  /* --- A form that leads to a page of its own leaves only when its text is on the server: what
     a browser shows in place of a server that is away would take the text with it --- */

  const leaving = new WeakSet();

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.autosaveUrl || form.hasAttribute("hx-post") || leaving.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // nothing has been sent yet
    tellDraft(form, TEXT.saving);
    draftOf(form).dirty = true;
    const problem = await saveDraft(form);
    tellNetwork(problem);
    if (problem) return;
    leaving.add(form);
    form.requestSubmit(event.submitter);
    leaving.delete(form);
  });

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
  });

  Object.assign(jourcase, { noteChange, forgetChange, saveAllDrafts });
})();
