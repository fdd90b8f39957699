// Puts a part of a page, as the server prints it, in place of an older one. The only door from text to markup in the browser: what comes through it is an
// answer of our own server to ?part=NAME, already escaped there. Trusted Types (the policy "app") keep every other door shut.
// @ts-check

/** @typedef {{ createHTML(html: string): any }} Policy */

/** @type {Policy} */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("app", { createHTML: (/** @type {string} */ html) => html })
  ?? { createHTML: (html) => html };

/** Where the focus is inside BOX, said in a way that outlives the swap: an id, a field's name, a link's address. @param {Element} box */
function focusMark(box) {
  const at = document.activeElement;
  if (!at || !box.contains(at)) return null;
  const same = (/** @type {string} */ name) => `[${name}="${CSS.escape(/** @type {string} */ (at.getAttribute(name)))}"]`;
  return at.id ? `#${CSS.escape(at.id)}` : at.hasAttribute("name") ? same("name") : at.hasAttribute("href") ? same("href") : null;
}

/**
 * Asks ADDRESS for its part NAME and fills BOX with it, the focus kept where it was. False when nothing was swapped: no network, signed out, no longer
 * wanted (SIGNAL), or an answer that is not that part (a sign-in page is another page, and has a doctype).
 * @param {Element} box @param {string} address @param {string} name @param {AbortSignal} [signal]
 */
export async function swapPart(box, address, name, signal) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return false;
  url.searchParams.set("part", name);
  try {
    const answer = await fetch(url, { signal, headers: { Accept: "text/html" }, credentials: "same-origin", redirect: "error" });
    const html = answer.ok ? await answer.text() : "";
    if (!answer.ok || /^\s*<!doctype/i.test(html) || signal?.aborted) return false;
    const mark = focusMark(box);
    box.innerHTML = policy.createHTML(html);
    if (mark) /** @type {HTMLElement | null} */ (box.querySelector(mark))?.focus({ preventScroll: true });
    return true;
  } catch {
    return false;
  }
}
