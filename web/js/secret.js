// Passwords seen by who types them, and a word when the keyboard is in capitals. Without this file both stay hidden and the form works all the same.
// @ts-check
const secrets = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[type=password]"));
const caps = /** @type {HTMLElement | null} */ (document.querySelector("[data-caps]"));
const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-show]"));

if (box) {
  box.hidden = false;
  box.addEventListener("change", (e) => {
    for (const one of secrets) one.type = /** @type {HTMLInputElement} */ (e.target).checked ? "text" : "password";
  });
}
for (const one of secrets) {
  one.addEventListener("keyup", (e) => { if (caps) caps.hidden = !e.getModifierState?.("CapsLock"); });
  one.form?.addEventListener("submit", () => { one.type = "password"; });     // so that browsers know it for what it is
}
