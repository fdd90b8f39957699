// Puts a part of a page, as the server prints it, in place of an older one. The only door from text to markup in the browser: what comes through it is an
// answer of our own server to ?part=NAME, already escaped there. Trusted Types (the policy "app") keep every other door shut.
// @ts-check

/** @typedef {{ createHTML(html: string): any, createScriptURL(address: string): any }} Policy */

/** @type {Policy} */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("app", { createHTML: (/** @type {string} */ html) => html, createScriptURL: () => "/sw.js" })
  ?? { createHTML: (html) => html, createScriptURL: () => "/sw.js" };

/** The one worker there is. */
export const workerAddress = () => policy.createScriptURL("");

/**
 * The same for a whole page of a Space, HTML as the server sent it: its title, its menu and what it says. False, and nothing is touched, when it is of another
 * release of the program than this one. @param {string} html
 */
export function swapPage(html) {
  const fresh = document.createElement("template"), at = /** @type {HTMLElement | null} */ (document.activeElement);
  fresh.innerHTML = policy.createHTML(html);
  const sheet = (/** @type {ParentNode} */ of) => of.querySelector("link[rel=stylesheet]")?.getAttribute("href");
  if (!fresh.content.querySelector("#content") || sheet(fresh.content) !== sheet(document)) return false;
  for (const box of [".rail", "#content"]) {
    const old = document.querySelector(box), one = fresh.content.querySelector(box);
    if (old && one) patch(old, one);
  }
  document.title = fresh.content.querySelector("title")?.textContent ?? "";
  if (at && at !== document.body && document.contains(at)) at.focus({ preventScroll: true });
  return true;
}

/**
 * Brings BOX to the part NAME of ADDRESS. What is the same is not touched: focus, caret, scroll and typed text stay. False when the part did not come: no
 * network, signed out, no longer wanted (SIGNAL), or another page (it has a doctype). LIVE: nobody asked, so for the server it is no visit.
 * PLACE: says for each element of the part which one of the page it is, and only these are touched (some rows of many).
 * @param {Element} box @param {string} address @param {string} name @param {AbortSignal} [signal] @param {boolean} [live]
 * @param {(fresh: HTMLElement) => Element | null} [place]
 */
export async function swapPart(box, address, name, signal, live, place) {
  const url = new URL(address, location.href), headers = { Accept: "text/html", ...(live && { "Preau-Live": "1" }) };
  if (url.origin !== location.origin) return false;
  url.searchParams.set("part", name);
  const answer = await fetch(url, { signal, headers, credentials: "same-origin", redirect: "error" }).catch(() => null);
  const html = answer?.ok ? await answer.text().catch(() => "<!doctype") : "<!doctype";
  if (/^\s*<!doctype/i.test(html) || signal?.aborted) return false;
  const fresh = document.createElement("template"), at = /** @type {HTMLElement | null} */ (document.activeElement);
  fresh.innerHTML = policy.createHTML(html);
  if (place) for (const one of /** @type {HTMLElement[]} */ ([...fresh.content.children])) {
    const old = place(one);
    if (old) patch(old, one);
  }
  else patchChildren(box, fresh.content);
  box.dispatchEvent(new Event("swapped", { bubbles: true }));
  if (at && box.contains(at)) at.focus({ preventScroll: true });
  return true;
}

/** What makes a row itself: its id, or where its first link or form leads. @param {any} node */
function keyOf(node) {
  const leads = node.matches?.("tr, li") ? node.querySelector("a[href], form[action]") : null;
  const key = node.id || leads?.getAttribute("href") || leads?.getAttribute("action");
  return key && node.nodeName + key;
}

/** @param {any} old @param {any} fresh */
function patch(old, fresh) {
  if (old.isEqualNode(fresh) || old.dataset?.busy !== undefined) return;      // busy: somebody types there
  if (!old.attributes) old.nodeValue = fresh.nodeValue;
  else {
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    patchChildren(old, fresh);
  }
}

/** Rows stay the elements they were, and move only when their order changed. @param {Node} old @param {Node} fresh */
function patchChildren(old, fresh) {
  const wanted = new Set([...fresh.childNodes].map(keyOf)), kept = new Map();
  for (const node of [...old.childNodes]) {
    const key = keyOf(node);
    if (!key) continue;
    if (!wanted.has(key) || kept.has(key)) node.remove();
    else kept.set(key, node);
  }
  let at = old.firstChild;
  const pass = () => { const passed = at; at = at && at.nextSibling; return passed; };
  for (const node of [...fresh.childNodes]) {
    const key = keyOf(node);
    while (key && at && !keyOf(at)) pass()?.remove();
    const mine = key ? kept.get(key) : at && !keyOf(at) && at.nodeName === node.nodeName ? at : null;
    kept.delete(key);
    if (mine?.contains(document.activeElement)) while (at && at !== mine) {        // who types there is not moved: the others are moved around
      const other = /** @type {Node} */ (at);
      at = other.nextSibling;
      old.insertBefore(other, mine.nextSibling);
    }
    if (mine && mine === at) pass();
    else old.insertBefore(mine ?? node, at);
    if (mine) patch(mine, node);
  }
  while (at) pass()?.remove();
}
