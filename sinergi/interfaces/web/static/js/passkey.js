/* Passkeys: the browser asks the device, the answer goes into the form. A form says by data-passkey what it is for:
   "add" (a new key), "confirm" (the one who is known), "login" (nobody is known yet). Its button is type="button". */
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const failed = form.querySelector("[data-passkey-failed]");
  const start = form.querySelector("[data-passkey-start]");
  start.addEventListener("click", async () => {
    failed.hidden = true;
    start.disabled = true;
    try {
      const credential = form.dataset.passkey === "add" ? await create(form) : await get(form);
      form.elements.namedItem("credential").value = JSON.stringify(credential);
      form.submit();
    } catch {
      // Cancelled, timed out, or a device that cannot: which of them a browser does not say.
      failed.hidden = false;
      start.disabled = false;
      failed.focus();
    }
  });
}

function offered() {
  return JSON.parse(document.getElementById("js_data").textContent);
}

function create(form) {
  const options = offered().creation_options;
  const selection = options.publicKey.authenticatorSelection;
  const passwordless = form.elements.namedItem("passwordless").checked;
  selection.residentKey = passwordless ? "required" : "discouraged";
  selection.requireResidentKey = passwordless;
  if (passwordless) selection.userVerification = "required";
  return window.webauthnJSON.create(options);
}

async function get(form) {
  if (form.dataset.passkey === "confirm") return window.webauthnJSON.get(offered().request_options);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("no options");
  return window.webauthnJSON.get((await response.json()).request_options);
}
