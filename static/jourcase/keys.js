/* "Dölj skärmen", what is clicked, and the keys. */
"use strict";

(() => {
  const { one, all, closest, firstVisible, saveAllDrafts } = jourcase;
  const FIELD = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";
  const CONTROL = "a, button, summary, input, select, textarea, [contenteditable]";

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
    if (closest(event, "[data-print]")) window.print();
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

  Object.assign(jourcase, { cover, uncover, isCovered });

  Object.assign(jourcase, { cover, uncover });
})();
