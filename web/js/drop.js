// Files dropped on the import form are chosen in it, and sent.
// @ts-check
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
