// The desk's small help for the hand: every page works without it.
// @ts-check

/** @param {KeyboardEvent} e */
function typing(e) {
  const t = /** @type {HTMLElement} */ (e.target);
  return t.matches("input, textarea, select");
}

/** Moves along the rows of the list by keyboard. @param {number} step */
function moveRow(step) {
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".list tbody th a")]);
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
  if (next) next.focus();
}

document.addEventListener("keydown", (e) => {
  if ((e.ctrlKey || e.metaKey) && e.key === "k") {
    e.preventDefault();
    document.getElementById("find")?.focus();
  } else if (typing(e) || e.ctrlKey || e.altKey || e.metaKey) {
    return;
  } else if (e.key === "/") {
    const filter = /** @type {HTMLElement | null} */ (document.querySelector("[data-filter]"));
    if (filter) {
      e.preventDefault();
      filter.focus();
    }
  } else if (e.key === "j") moveRow(1);
  else if (e.key === "k") moveRow(-1);
});

// Files dropped on the import form are chosen in it.
for (const zone of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-drop]"))) {
  const input = /** @type {HTMLInputElement} */ (zone.querySelector("input[type=file]"));
  zone.addEventListener("dragover", (e) => { e.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (e) => {
    e.preventDefault();
    zone.classList.remove("over");
    if (e.dataTransfer?.files.length) {
      input.files = e.dataTransfer.files;
      zone.closest("form")?.requestSubmit();
    }
  });
}
