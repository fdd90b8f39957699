// How hard a password is to guess, told while it is typed, by the rule of accounts_password_level (src/school/accounts/password.c). What is typed goes nowhere.
// @ts-check
const meter = /** @type {HTMLElement | null} */ (document.querySelector("[data-meter]"));
const typed = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=password]"));

/** Ten times the bits of one of so many. @param {number} many */
function tenthsOfBits(many) {
  let tenths = 0;
  for (let reached = 1; reached < many; tenths++) reached *= 1.0717734625362931;
  return tenths;
}

/** @param {string} text */
export function level(text) {
  const kinds = /** @type {[RegExp, number][]} */ ([[/[a-z]/, 26], [/[A-Z]/, 26], [/[0-9]/, 10], [/[\0-\x7f]/, 33], [/[^\0-\x7f]/u, 100]]);
  let quarters = 0, before = 0;
  for (const one of text) {
    const c = one.codePointAt(0) ?? 0;
    quarters += before && Math.abs(c - before) <= 1 ? 1 : 4;
    before = c;
  }
  const plain = text.replace(/[a-zA-Z0-9]/g, "");
  const many = kinds.reduce((sum, [kind, count]) => sum + (kind.test(count === 33 ? plain : text) ? count : 0), 0);
  const bits = Math.floor(quarters * tenthsOfBits(many) / 40);
  return bits < 45 ? 0 : bits < 60 ? 1 : bits < 75 ? 2 : 3;
}

function tell() {
  if (!meter || !typed) return;
  const short = [...typed.value].length < Number(meter.dataset.least), now = short ? 0 : level(typed.value);
  meter.hidden = !typed.value;
  const bar = meter.querySelector("meter");
  if (bar) bar.value = now + 1;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (meter.querySelectorAll("[data-level]"))) one.hidden = one.dataset.level !== (short ? "short" : String(now));
}

typed?.addEventListener("input", tell);
