// The trombinoscope of a class in a family's Space (PE-14): by keyboard from the home, its faces come as one goes down, nothing of it stays in the browser, and what the school takes back is gone
// within two seconds, the page and the address of each photo.
import { violations } from "../lib/axe.mjs";
import { overflow, signIn, visitor } from "../lib/browser.mjs";
import { openFaces, publish, supervisor } from "../lib/screens.mjs";
import { password } from "../lib/school.mjs";
import { check } from "../lib/tap.mjs";

const path = (page) => new URL(page.url()).pathname;
const said = async (page, target) => (await page.request.get(target, { headers: { Accept: "application/json" } })).json();
const status = async (page, target) => (await page.request.get(target)).status();

/** By the Tab key alone, from the top of the page to a link to TARGET, and through it. */
async function tabTo(page, target) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((href) => document.activeElement?.getAttribute("href") === href, target)) {
      const outlined = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
      await Promise.all([page.waitForURL(`**${target}`), page.keyboard.press("Enter")]);
      return outlined;
    }
  }
  return false;
}

async function looksWell(v, what) {
  const found = await violations(v.page), wide = await overflow(v.page);
  check(found.length === 0, `${what}: axe finds nothing`, found);
  check(wide.length === 0, `${what}: nothing sticks out`, wide);
}

/** Every face that is on its way has come, once somebody has gone down the page. */
async function allCome(page) {
  for (const image of await page.locator("ul.faces img").all()) await image.scrollIntoViewIfNeeded();
  return page.waitForFunction(() => [...document.querySelectorAll("ul.faces img")].every((i) => i.complete && i.naturalWidth > 0), null, { timeout: 10000 }).then(() => true, () => false);
}

async function family(schools, desk, width) {
  const v = await visitor(schools.demo, { width, height: 740, theme: width < 600 ? "dark" : "light" }), { page } = v;
  await signIn(v, schools.guardian, password);
  const pupil = (await said(page, "/parent")).pupils[0].id, target = `/parent/enfants/${pupil}/trombinoscope`;
  await desk.page.request.post("/bureau/publication/parents/rubriques", { headers: { Origin: schools.demo }, form: { rubric: "space.faces" } });
  await page.goto("/parent");
  check(await page.locator(`a[href='${target}']`).count() === 0 && await status(page, target) === 403, `${width} px: delivered off: no link, and its address refuses`);
  const faces = await openFaces(schools.demo, pupil);
  await page.goto("/parent");
  check(await tabTo(page, target), `${width} px: by keyboard from the home, the focus in sight`, path(page));
  await looksWell(v, `${width} px`);
  const sheet = await said(page, target), shown = sheet.pupils.filter((one) => one.photo);
  check(sheet.count === faces.count && await page.locator("ul.faces").first().locator("li").count() === faces.count, `${width} px: the whole class by name`, sheet.count);
  check(shown.some((one) => one.id === faces.agreed) && !shown.some((one) => one.id === faces.refused), `${width} px: who agreed has a face, who refused has initials`);
  check(await allCome(page), `${width} px: ${shown.length} faces came`);
  const first = v.seen.requests.filter((r) => r.resourceType() === "image" && r.url().includes("/trombinoscope/"));
  check(first.length > 0 && new Set(first.map((r) => r.url())).size === first.length, `${width} px: each photo was asked for once`, first.length);
  check(v.seen.errors.length === 0 && v.seen.foreign.length === 0, `${width} px: the console stays silent, nobody else is asked`, v.seen.errors);

  const photo = shown.find((one) => one.id === faces.agreed).photo;
  check(await status(page, photo) === 200, `${width} px: the photo of who agreed`);
  await desk.page.request.post(`/bureau/personnes/${faces.agreed}/droit-image`, { headers: { Origin: schools.demo }, form: { image_right: "no" } });
  let asked = Date.now();
  check(await status(page, photo) === 404 && Date.now() - asked < 2000, `${width} px: refused at the desk: the photo is gone at once`, Date.now() - asked);
  await page.reload();
  check(await page.locator(`ul.faces img[src^='${photo.split("?")[0]}?']`).count() === 0 && await page.locator("ul.faces").first().locator("li").count() === faces.count, `${width} px: … from the page too, the name stays`);
  const other = shown.find((one) => one.id !== faces.agreed).photo;
  await desk.page.request.post("/bureau/publication/parents/rubriques", { headers: { Origin: schools.demo }, form: { rubric: "space.faces" } });
  asked = Date.now();
  check(await status(page, target) === 403 && await status(page, other) === 403 && Date.now() - asked < 2000, `${width} px: taken back, the page and every photo refuse within two seconds`);
  await desk.page.request.post(`/bureau/personnes/${faces.agreed}/droit-image`, { headers: { Origin: schools.demo }, form: { image_right: "yes" } });
  await v.context.close();
  return { pupil, faces };
}

/** With its worker: the home is held, the faces are not. */
async function heldNot(schools, pupil) {
  const v = await visitor(schools.demo, { width: 360, height: 740, workers: "allow" }), { page } = v, target = `/parent/enfants/${pupil}/trombinoscope`;
  await openFaces(schools.demo, pupil);
  await signIn(v, schools.guardian, password);
  await page.goto("/parent");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.goto("/parent");
  await page.goto(target);
  check(await allCome(page), "faces come through the worker");
  await v.context.setOffline(true);
  await page.goto("/parent");
  check(await page.locator(`.kid a[href='${target}']`).count() === 1, "without network the home is read as it was");
  await page.goto(target);
  check(await page.locator("main").innerText() !== "" && await page.locator("ul.faces").count() === 0, "… and of the faces it says that they are not held", await page.locator("main").innerText());
  await v.context.setOffline(false);
  await v.context.close();
}

async function teacher(schools) {
  const v = await visitor(schools.demo, { width: 360, height: 740 }), { page } = v;
  await signIn(v, schools.teacher, password);
  await page.goto("/professeur");
  const target = await page.locator(".own-classes a[href^='/professeur/trombinoscope/']").first().getAttribute("href");
  check(await tabTo(page, target), "a teacher comes to a class by keyboard", path(page));
  await looksWell(v, "a teacher's class on a phone");
  const record = await page.locator("ul.faces a").first().getAttribute("href");
  check(await tabTo(page, record), "a face leads to the record", path(page));
  await v.context.close();
}

export default async function (schools) {
  const desk = await visitor(schools.demo);
  await supervisor(desk);
  await publish(desk, true);
  await family(schools, desk, 360);
  const { pupil } = await family(schools, desk, 1360);
  await heldNot(schools, pupil);
  await teacher(schools);
  await publish(desk, false);
  await desk.context.close();
}
