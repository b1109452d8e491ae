/* The screen that is left alone: covered, locked by the server, and opened again in a window of its
   own, so that what stands on the page stays. The same when the log-in is over. */
"use strict";

(() => {
  const { one, all, closest, cover, uncover, saveAllDrafts, csrfToken } = jourcase;
  const COVER_AFTER = Number(document.body.dataset.coverAfter) * 1000;
  const ASK_BEFORE = 60 * 1000;
  const CALL_AFTER = 60 * 60 * 1000;
  const ASK_SERVER_AFTER = 4 * 60 * 1000; // before a form is sent, if the server was silent so long
  const who = document.body.dataset.who;
  const channel = new BroadcastChannel("jourcase");
  let touchedAt = Date.now();
  let heardAt = Date.now();

  const state = () => one("#skydd")?.dataset.state || "";
  const isShut = () => ["locked", "over"].includes(state());
  const isCalling = () => Boolean(one("form[data-alive-url]"));

  function touch(event) {
    check();
    // The question is answered by its button alone: a mouse that is nudged is no answer.
    if (isShut() || (state() === "asking" && !closest(event, "[data-uncover]"))) return;
    touchedAt = Date.now();
  }

  function check() {
    const idle = Date.now() - touchedAt;
    if (isShut()) return;
    if (idle >= (isCalling() ? CALL_AFTER : COVER_AFTER)) lock();
    else if (idle >= COVER_AFTER) cover();
    else if (idle >= COVER_AFTER - ASK_BEFORE && !state()) cover("asking");
  }

  function lock() {
    cover("locked"); // saves the drafts
    channel.postMessage("locked");
    const body = new FormData();
    fetch("/las/", {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken(document.createElement("form")), "X-On-The-Spot": "1" },
      keepalive: true,
    }).catch(() => {}); // the server locks by itself as well
  }

  /* Is it the same person, with a screen that is not locked? Then the page goes on. */
  async function resume() {
    const answer = await fetch("/kvar/", { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return false;
    const now = await answer.json();
    if (!now.who) return false;
    if (now.who !== who) {
      location.replace("/"); // somebody else: nothing of this page may stay
      return false;
    }
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": now.token }));
    for (const field of all("input[name=csrfmiddlewaretoken]")) field.value = now.token;
    heardAt = touchedAt = Date.now();
    if (isShut()) uncover();
    saveAllDrafts();
    return true;
  }

  async function tellOver() {
    if (isShut()) return;
    cover("over");
    await resume();
  }

  /* --- Signs of a person --- */

  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "click"]) {
    document.addEventListener(kind, touch, { passive: true, capture: true });
  }
  setInterval(check, 5000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    check(); // a computer that has slept
    if (isShut()) resume();
  });
  window.addEventListener("focus", () => isShut() && resume());
  channel.addEventListener("message", (event) => {
    if (event.data === "locked") cover("locked");
    if (event.data === "back" && isShut()) resume();
  });

  /* --- What the server tells --- */

  document.addEventListener("jourcase:out", tellOver);
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-On-The-Spot"] = "1";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr?.status === 401) tellOver();
    else if (event.detail.successful) heardAt = Date.now();
  });

  /* --- A form that leads to a new page is sent only when somebody is there to take it --- */

  const asked = new WeakSet();
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || asked.delete(form)) return;
    if (form.hasAttribute("hx-post") || Date.now() - heardAt < ASK_SERVER_AFTER) return;
    event.preventDefault();
    const button = event.submitter;
    const isIn = await resume();
    if (!isIn) return cover("over");
    asked.add(form);
    form.requestSubmit(button);
  });

  /* --- This is the window in which somebody came back --- */

  if (one("[data-back-again]")) {
    channel.postMessage("back");
    window.close();
  }
})();
