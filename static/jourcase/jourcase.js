/* Jourcase: what the pages need beside htmx. Every page works without these files.
   Nothing is kept in localStorage, sessionStorage or the address.

   This file is loaded in <head> without "defer" so that html.js is set before anything is drawn.
   The others are deferred, in this order: autosave.js (drafts, a call under way), page.js
   (regions, waiting, htmx, cover, clicks, keys), lock.js. What one file lends to those after it is
   what it puts in `jourcase`. */
"use strict";

document.documentElement.classList.add("js");

const jourcase = {};

(() => {
  const TEXT = {
    offline:
      "Ingen kontakt med servern. Det du skrivit finns kvar på skärmen – försök igen om en stund.",
    server:
      "Något gick fel hos oss, inte hos dig. Det du skrivit finns kvar på skärmen – försök igen om en stund.",
    refused: "Du har inte behörighet att göra det här. Fråga samordnaren.",
    session: "Du har varit borta en stund. Logga in så fortsätter du där du var.",
    missing: "Det du sökte finns inte längre. Det du skrivit finns kvar på skärmen.",
    changed: "Det hann ändras medan du skrev, och är inte sparat. Texten finns kvar på skärmen.",
    large: "Texten är för lång för att tas emot. Den finns kvar på skärmen – korta eller dela den.",
    many: "Det blev för många försök. Vänta en minut. Det du skrivit finns kvar på skärmen.",
    away: "Jourcase kan inte svara just nu. Det du skrivit finns kvar på skärmen – försök igen om en halv minut.",
    saving: "Sparar …",
    copied: "Kopierat.",
    notCopied: "Texten är markerad: tryck Ctrl+C.",
  };

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
    if (status === 409) return TEXT.changed;
    if (status === 413) return TEXT.large;
    if (status === 429) return TEXT.many;
    if (status === 503) return TEXT.away;
    return TEXT.server;
  }

  function csrfToken(form) {
    const field = form.elements.csrfmiddlewaretoken;
    if (field) return field.value;
    return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  }

  Object.assign(jourcase, {
    TEXT,
    one,
    all,
    closest,
    isVisible,
    firstVisible,
    stockholmTime,
    tellNetwork,
    explain,
    csrfToken,
  });

  /* --- Back --- */

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // never a stale page behind the back button
  });
})();
