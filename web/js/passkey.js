// Passkeys: what the browser says goes into the form's hidden fields, and the form goes as any other. Words stand in the page.
// @ts-check
/** @param {string} text */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
/** @param {ArrayBuffer} buffer */
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
/** @param {string | undefined} list */
const named = (list) => (list ?? "").split(" ").filter(Boolean).map((id) => ({ type: /** @type {const} */ ("public-key"), id: bytes(id) }));

/** @param {HTMLFormElement} form @param {Record<string, ArrayBuffer>} values */
function fill(form, values) {
  for (const [name, value] of Object.entries(values)) /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = text(value);
  form.submit();
}

/** @param {HTMLFormElement} form */
async function use(form) {
  const d = form.dataset;
  const got = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey: { challenge: bytes(d.challenge ?? ""), rpId: d.host,
    allowCredentials: named(d.credentials), userVerification: "alone" in d ? "required" : "preferred", timeout: 240000 } }));
  const said = /** @type {AuthenticatorAssertionResponse} */ (got.response);
  fill(form, { credential: got.rawId, client: said.clientDataJSON, data: said.authenticatorData, signature: said.signature });
}

/** @param {HTMLFormElement} form */
async function make(form) {
  const d = form.dataset;
  const made = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey: { challenge: bytes(d.challenge ?? ""), rp: { id: d.host, name: document.title },
    user: { id: bytes(d.user ?? ""), name: d.name ?? "", displayName: d.label ?? "" }, pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
    excludeCredentials: named(d.credentials), authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" }, attestation: "none", timeout: 240000 } }));
  const said = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  fill(form, { client: said.clientDataJSON, attestation: said.attestationObject });
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-passkey]"))) {
  const failed = /** @type {HTMLElement | null} */ (form.querySelector("[data-failed]")), none = /** @type {HTMLElement | null} */ (form.querySelector("[data-unsupported]"));
  if (!window.PublicKeyCredential && none) none.hidden = false;
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (failed) failed.hidden = true;
    try { await (form.dataset.passkey === "create" ? make(form) : use(form)); } catch { if (failed) failed.hidden = false; }
  });
}
