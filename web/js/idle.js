// The end of a session by silence, told before it comes (body data-idle: seconds, as the server counts them). The page is not left: what was typed stays in it, out of
// sight, until the same person has signed in again in another tab. Without this file the server ends the session all the same, and its next answer asks who is there.
// @ts-check
const idle = Number(document.body.dataset.idle ?? 0) * 1000, account = document.body.dataset.account ?? "";
const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("idle"));
const SOON = 120000;
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog?.querySelector(`:not(h2)[data-${name}]`));
const channel = "BroadcastChannel" in window ? new BroadcastChannel("idle") : null;
let seen = Date.now(), over = false;

/** The session was used, here or in another tab of the same account. */
function used(said = true) {
  if (over) return;
  seen = Date.now();
  if (said) channel?.postMessage(account);
  if (dialog?.open) dialog.close();
}

/** Asks for something, as a visit: true when the session is there, and still this account's. */
const visit = () => fetch("/compte/connexions?part=rows", { headers: { "Preau-Account": account, Accept: "application/json" } }).then((r) => r.ok, () => false);

function warn() {
  const left = Math.max(0, Math.ceil((seen + idle - Date.now()) / 1000)), title = /** @type {HTMLElement} */ (dialog?.querySelector("h2"));
  over = over || left === 0;
  title.textContent = (over ? title.dataset.over : title.dataset.soon) ?? "";
  for (const name of ["over", "in", "back"]) part(name).hidden = !over;
  for (const name of ["soon", "stay"]) part(name).hidden = over;
  part("left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  dialog?.classList.toggle("over", over);
  if (!dialog?.open) dialog?.showModal();
}

if (dialog && idle) {
  const fetched = window.fetch;
  // What the page asks for itself (Preau-Live) is no visit.
  window.fetch = (what, how) => {
    const live = new Headers(how?.headers).has("Preau-Live");
    return fetched(what, how).then((r) => { if (r.ok && !live) used(); return r; });
  };
  channel?.addEventListener("message", (e) => { if (e.data === account) used(false); });
  channel?.postMessage(account);
  dialog.addEventListener("cancel", (e) => { e.preventDefault(); if (!over) visit(); });
  part("stay").addEventListener("click", async () => { if (!await visit()) { over = true; warn(); } });
  part("back").addEventListener("click", async () => {
    over = !await visit();
    part("still").hidden = !over;
    if (!over) used();
  });
  setInterval(() => { if (over || Date.now() > seen + idle - SOON) warn(); }, 1000);
}
