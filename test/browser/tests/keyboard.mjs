// No mouse: find a pupil from anywhere, go to a guardian and back, walk lists and records, read the help, switch single keys off (A11Y-02, UX-32, T20).
import { supervisor } from "../lib/screens.mjs";
import { visitor } from "../lib/browser.mjs";
import { check } from "../lib/tap.mjs";

const focused = (page) => page.evaluate(() => document.activeElement?.matches("a, button, td, th") ? document.activeElement.textContent.trim() : "");
const path = (page) => new URL(page.url()).pathname;
const heading = (page) => page.locator("main h1").innerText();

/** Presses KEY and waits for the page it leads to. */
async function follow(page, key, url) {
  await Promise.all([page.waitForURL(url), page.keyboard.press(key)]);
  await page.waitForLoadState("load");
}

async function find(page) {
  const all = (await (await page.request.get("/bureau/eleves?size=500", { headers: { Accept: "application/json" } })).json()).items;
  const one = all.find((p) => /[éèëïç]/i.test(p.family_name) && p.guardians.length) ?? all.find((p) => p.guardians.length);
  const plain = one.family_name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  await page.goto("/bureau/annee");
  await page.keyboard.press("Control+k");
  await page.keyboard.type(plain);
  await page.locator("[role=option]").first().waitFor();
  check(await page.locator("#find").getAttribute("aria-activedescendant") === "found-0", "what is found is offered as one types, the first one chosen");
  check((await page.locator("[role=option]").allInnerTexts()).some((t) => t.includes(one.family_name)), `«${plain}» finds ${one.family_name}`);
  const asked = Date.now();
  await Promise.all([page.waitForResponse(/part=results/), page.keyboard.type(" ")]);
  check(Date.now() - asked < 1000, "an answer comes while one types");       // UX-32's 100 ms is script/bench's to measure
  await page.keyboard.type(one.given_names[0]);
  await page.waitForFunction((name) => document.querySelector("[role=option] b")?.textContent === name, one.display_name);
  for (let i = 0; i < 30 && !(await page.locator("[role=option][aria-selected=true] b").innerText() === one.display_name); i++) await page.keyboard.press("ArrowDown");
  await follow(page, "Enter", `**/bureau/eleves/${one.id}`);
  check(await heading(page) === one.display_name, "Enter opens who is chosen");
  const guardian = one.guardians[0];
  for (let i = 0; i < 60 && !(await focused(page)).includes(guardian.display_name); i++) await page.keyboard.press("Tab");
  await follow(page, "Enter", `**/bureau/responsables/${guardian.id}`);
  check(await heading(page) === guardian.display_name, "from the pupil to a guardian");
  await page.goBack();
  check(await heading(page) === one.display_name, "and back");
}

async function walk(page) {
  await page.goto("/bureau/eleves");
  await page.keyboard.press("/");
  await page.keyboard.type("ma");
  await follow(page, "Enter", /q=ma/);
  await page.keyboard.press("j");
  const first = await focused(page);
  await page.keyboard.press("ArrowDown");
  const second = await focused(page);
  check(first && second && first !== second, "j enters the list, the arrow goes down");
  await page.keyboard.press("k");
  check(await focused(page) === first, "k goes up again");
  await page.keyboard.press("j");
  await follow(page, "Enter", /eleves\/\d+\?q=ma/);
  check(await heading(page) === second, "Enter opens the row");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("k")]);
  check(await heading(page) === first, "the record before, of the same filtered list");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("j")]);       // its address is of the same shape as the one before
  check(await heading(page) === second, "the record after");
  await follow(page, "Escape", /eleves\?q=ma/);
  check(path(page) === "/bureau/eleves", "Escape goes back to the list, filter kept");
}

async function comeBack(page) {
  await page.goto("/bureau/professeurs");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const row = await focused(page);
  await follow(page, "Enter", /professeurs\/\d+/);
  await follow(page, "Escape", /professeurs$/);
  await page.waitForFunction((text) => document.activeElement?.textContent?.trim() === text, row);
  check(true, "the row one came from has the focus again");
}

async function help(page) {
  await page.goto("/bureau/eleves");
  await page.keyboard.press("?");
  check(await page.locator("#keys").isVisible(), "? shows the help");
  await page.keyboard.press("Escape");
  check(!(await page.locator("#keys").isVisible()) && path(page) === "/bureau/eleves", "Escape closes it, and only that");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("ma");
  await page.locator("[role=option]").first().waitFor();
  await page.keyboard.press("Escape");
  check(!(await page.locator("#found").isVisible()), "Escape closes what was found");
}

/** The palette: what one can do, not only where one can go. */
async function palette(page) {
  const ask = async (text) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(text);
    await page.locator("[role=option]").first().waitFor();
    await page.waitForFunction((t) => document.getElementById("find").value === t && !document.querySelector("#found[hidden]"), text);
    await page.waitForTimeout(300);
    return page.locator("[role=option]").allInnerTexts();
  };
  await page.goto("/bureau/annee");
  check((await ask("importer des")).some((t) => /Importer des fichiers/.test(t)), "a command is found by its words");
  await follow(page, "Enter", "**/bureau/imports");
  check((await ask("siecle")).some((t) => /Importer des fichiers/.test(t)), "and by others that mean it");
  await page.goto("/bureau/eleves?q=ma");
  await ask("colonnes élèves");
  await page.keyboard.press("Enter");
  await page.locator("#colonnes[open]").waitFor();
  check(/q=ma/.test(page.url()) && await focused(page) === "" && await page.evaluate(() => document.activeElement?.matches("#colonnes summary")), "the columns' menu opens where one stands", page.url());
  await page.goto("/bureau/annee");
  await ask("changer les colonnes élèves");
  await follow(page, "Enter", /eleves#colonnes/);
  await page.locator("#colonnes[open]").waitFor();
  check(true, "and on another list");
  const times = [];
  await page.goto("/bureau");
  await page.keyboard.press("Control+k");
  for (const letter of "martin") {
    const began = Date.now();
    await Promise.all([page.waitForResponse(/part=results/), page.keyboard.type(letter)]);
    times.push(Date.now() - began);
  }
  console.log(`# palette, a letter to its answer: ${times.sort((a, b) => a - b).join(", ")} ms`);
  check(times[2] < 1000, "it answers as one types");
  await page.goto("/bureau/recherche?q=deconnecter");
  check(await page.locator("main .results form button").count() === 1, "the search page offers the same");
  await page.goto("/bureau");
  await ask("quitter");
  await follow(page, "Enter", "**/connexion");
  check(true, "« Se déconnecter » from the palette");
}

/** g, then the letter of a screen; the help says which. */
async function goes(page) {
  await page.goto("/bureau/annee");
  await page.keyboard.press("g");
  await follow(page, "l", "**/bureau/eleves");
  await page.keyboard.press("g");
  await follow(page, "h", "**/bureau");
  await page.keyboard.press("?");
  const away = await page.locator("#keys").innerText();
  check(/Aller à/.test(away) && !/Dans une liste/.test(away), "the help says where g leads");
  await page.goto("/bureau/eleves");
  await page.keyboard.press("?");
  check(/Dans une liste/.test(await page.locator("#keys").innerText()), "and on a list the list's keys");
  await page.keyboard.press("Escape");
}

/** Who speaks to the machine may not want them (WCAG 2.1.4); what needs Ctrl stays. */
async function switchOff(page) {
  await page.goto("/bureau/classes");
  await page.keyboard.press("?");
  await Promise.all([page.waitForURL("**/bureau/classes"), page.getByRole("button", { name: "Les désactiver" }).click()]);
  await page.waitForLoadState("load");
  await page.keyboard.press("?");
  await page.keyboard.press("j");
  check(!(await page.locator("#keys").isVisible()) && await focused(page) === "", "single keys are switched off");
  await page.goto("/bureau/eleves");
  await page.keyboard.press("Control+k");
  check(await page.evaluate(() => document.activeElement?.id) === "find", "on every page of the account; Ctrl K stays");
  await page.keyboard.press("Escape");
  await page.locator(".top button[popovertarget=keys]").click();
  await page.getByRole("button", { name: "Les activer" }).click();
  await page.waitForLoadState("load");
  await page.keyboard.press("?");
  check(await page.locator("#keys").isVisible(), "and on again");
}

/** Where the focus stands can be seen: 2 px at least (A11Y-02). */
async function rings(page) {
  const thin = [];
  for (const address of ["/bureau", "/bureau/eleves", "/bureau/imports"]) {
    await page.goto(address);
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press("Tab");
      const [width, what] = await page.evaluate(() => {
        const e = document.activeElement, s = getComputedStyle(e);
        return [s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth), `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 20)}`];
      });
      if (width < 2 && !what.startsWith("BODY")) thin.push(`${address}: ${what} ${width}`);
    }
  }
  check(thin.length === 0, "the focus is always seen, 2 px at least", thin);
}

export default async function keyboard(schools) {
  const v = await visitor(schools.demo);
  await supervisor(v);
  await find(v.page);
  await walk(v.page);
  await comeBack(v.page);
  await help(v.page);
  await goes(v.page);
  await switchOff(v.page);
  await rings(v.page);
  await palette(v.page);
  check(v.seen.errors.length === 0, "the console stays silent", v.seen.errors);
  await v.context.close();
}
