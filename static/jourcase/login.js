/* Passkeys: a form with data-passkey="show" or "make" asks the server for a challenge (data-question),
   lets the browser answer it, and sends the answer along. Only the log-in pages load this file. */
"use strict";

(() => {
  const { csrfToken } = jourcase;
  const TEXT = {
    stopped: "Det blev avbrutet. Tryck på knappen och försök igen.",
    exists: "Den här nyckeln finns redan på ditt konto.",
    unable: "Den här webbläsaren kan inte använda nycklar här. Logga in på ett annat sätt.",
    again: "Det har gått en stund. Ladda om sidan och försök igen.",
    many: "För många försök. Vänta några minuter och försök igen.",
    network: "Ingen kontakt med servern. Försök igen om en stund.",
  };

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const opened = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function question(form) {
    const answer = await fetch(form.dataset.question, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(form), Accept: "application/json" },
    }).catch(() => {
      throw new Error(TEXT.network);
    });
    if (answer.status === 429) throw new Error(TEXT.many);
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (!answer.ok || !isJson) throw new Error(TEXT.again);
    return (await answer.json()).publicKey;
  }

  async function show(asked) {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: opened(asked.allowCredentials),
    };
    const shown = await navigator.credentials.get({ publicKey });
    const { authenticatorData, clientDataJSON, signature, userHandle } = shown.response;
    return {
      id: shown.id,
      rawId: text(shown.rawId),
      type: shown.type,
      response: {
        authenticatorData: text(authenticatorData),
        clientDataJSON: text(clientDataJSON),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      },
      clientExtensionResults: {},
    };
  }

  async function make(asked) {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: opened(asked.excludeCredentials),
    };
    const made = await navigator.credentials.create({ publicKey });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        attestationObject: text(made.response.attestationObject),
        clientDataJSON: text(made.response.clientDataJSON),
      },
      clientExtensionResults: { credProps: made.getClientExtensionResults().credProps || {} },
    };
  }

  function words(error) {
    if (error.name === "InvalidStateError") return TEXT.exists;
    if (error.name === "NotAllowedError" || error.name === "AbortError") return TEXT.stopped;
    return error.name === "Error" ? error.message : TEXT.unable;
  }

  function tell(form, message) {
    const line = form.querySelector("[data-passkey-says]");
    line.textContent = message;
    line.hidden = !message;
  }

  const CEREMONIES = { show, make };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    tell(form, "");
    try {
      if (!window.PublicKeyCredential) throw new TypeError("no passkeys here");
      const answer = await CEREMONIES[form.dataset.passkey](await question(form));
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      tell(form, words(error));
    } finally {
      delete form.dataset.busy;
    }
  });
})();
