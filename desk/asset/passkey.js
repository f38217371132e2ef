// SPDX-License-Identifier: Apache-2.0
// Passkeys: asks the device, and hands its answer on. Bytes travel as base64url.

const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b) => b && btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(path, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers["X-Chaperone-Token"] = token;
  let r;
  try {
    r = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new Error("The desk doesn’t answer. See that it runs, and try again.");
  }
  const said = await r.json();
  if (!r.ok) throw new Error(said.fault.title + " " + said.fault.words);
  return said;
}

const kept = (c) => ({ id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment ?? undefined, clientExtensionResults: c.getClientExtensionResults() });

async function add(token) {
  const { publicKey } = await post("/you/passkeys/begin", {}, token);
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.user.id = bytes(publicKey.user.id);
  for (const c of publicKey.excludeCredentials ?? []) c.id = bytes(c.id);
  const made = await navigator.credentials.create({ publicKey });
  const name = document.getElementById("key-name").value.trim() || "Passkey of " + new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return post("/you/passkeys/finish", { name, credential: { ...kept(made), response: {
    clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] } } }, token);
}

async function enter() {
  const { publicKey } = await post("/sign-in/passkey/begin", {});
  publicKey.challenge = bytes(publicKey.challenge);
  for (const c of publicKey.allowCredentials ?? []) c.id = bytes(c.id);
  const said = await navigator.credentials.get({ publicKey });
  return post("/sign-in/passkey/finish", { credential: { ...kept(said), response: {
    clientDataJSON: text(said.response.clientDataJSON), authenticatorData: text(said.response.authenticatorData), signature: text(said.response.signature), userHandle: text(said.response.userHandle) } } });
}

// What browsers call failures, as one would say it.
const words = (e) => ({
  NotAllowedError: "Nothing was done: the device was asked and said no, or time ran out. Try again.",
  InvalidStateError: "This device has a passkey for you already.",
  NotSupportedError: "This device can’t make such a passkey.",
}[e.name] ?? e.message);

if (window.PublicKeyCredential) {
  for (const el of document.querySelectorAll("[data-passkey-form], [data-passkey]")) el.hidden = false;
} else {
  const f = document.getElementById("passkey-fault");
  if (f) {
    f.textContent = "This browser has no passkeys. A one-time address works in any.";
    f.hidden = false;
    document.querySelector("[data-passkey-form]")?.removeAttribute("hidden");
    for (const el of document.querySelectorAll("[data-passkey]")) el.disabled = true;
  }
}

for (const b of document.querySelectorAll("[data-passkey]")) {
  b.addEventListener("click", async () => {
    const f = document.getElementById("passkey-fault");
    f.hidden = true;
    b.disabled = true;
    try {
      const { to } = await (b.dataset.passkey === "new" ? add(b.dataset.token) : enter());
      location.assign(to);
    } catch (e) {
      f.textContent = words(e);
      f.hidden = false;
      b.disabled = false;
    }
  });
}
