// What the tests of lists ask of a page.

/** The place of the column WORD. */
const place = (page, word) => page.evaluate((w) => [...document.querySelectorAll(".grid thead th")].findIndex((h) => h.dataset.c === w), word);
/** The id of row ROW (from 0, among those loaded). */
export const idOf = (page, row) => page.locator(".grid tbody tr[data-id]").nth(row).getAttribute("data-id");
/** The cell of the row with that id, or of the ROWth, in the column WORD. Rows move when what they are sorted by changes. */
export const cell = async (page, row, word) => (typeof row === "string" ? page.locator(`.grid tbody tr[data-id="${row}"]`) : page.locator(".grid tbody tr[data-id]").nth(row))
  .locator("> *").nth(await place(page, word));
export const textOf = async (page, row, word) => (await (await cell(page, row, word)).innerText()).replace(/\s+/g, " ").trim();
export const columnOf = (page, word) => page.evaluate((w) => {
  const at = [...document.querySelectorAll(".grid thead th")].findIndex((h) => h.dataset.c === w);
  return [...document.querySelectorAll(".grid tbody tr[data-id]")].map((r) => r.cells[at].textContent.trim());
}, word);
export const columns = (page) => page.evaluate(() => [...document.querySelectorAll(".grid thead th[data-c]")].map((h) => h.dataset.c));
/** Everything sent has been answered. */
export const idle = (page) => page.waitForFunction(() => !document.querySelector(".grid :is(.sending, .edit)"), null, { timeout: 20000 });
export const said = (page) => page.locator("[data-status]").innerText();
export const selected = (page) => page.locator(".grid tbody tr[aria-selected=true]").count();
/** The items of a list as the server has them. */
export const items = async (page, address) => (await (await page.request.get(address, { headers: { Accept: "application/json" } })).json()).items;

/** What pupils have in a column that only pages show, as the server has it now, in the order of IDS. */
export async function server(page, ids, word) {
  const html = await (await page.request.get(`/bureau/eleves?ids=${ids.join(",")}&colonnes=${word}&size=500&part=rows`)).text();
  const found = new Map([...html.matchAll(/<tr [^>]*data-id="(\d+)">.*<td role="gridcell" class="[^"]*"[^>]*>([^<]*)<\/td><\/tr>/g)].map((m) => [m[1], m[2].replace(/\s/g, " ")]));
  return ids.map((id) => found.get(id));
}

/** Opens a list and waits until its script holds it. */
export async function openList(page, address) {
  await page.goto(address);
  await page.locator(".grid tbody [tabindex='0']").first().waitFor({ state: "attached" });
}

/** Puts the focus on a cell without a mouse: from the first one, by arrows. */
export async function walkTo(page, row, word) {
  await page.evaluate(() => document.querySelector(".grid tbody [tabindex='0']").focus());
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Home");
  for (let i = 0; i < row; i++) await page.keyboard.press("ArrowDown");
  const right = await place(page, word) - 1;
  for (let i = 0; i < right; i++) await page.keyboard.press("ArrowRight");
}
