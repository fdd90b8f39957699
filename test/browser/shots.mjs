// Pictures of every screen for people to look at: build/shots/SCREEN-WIDTH-THEME.png. node shots.mjs [WORD…] takes only those whose name holds a word.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { closeBrowser, signIn, visitor } from "./lib/browser.mjs";
import { closedScreens, deskScreens, firstPassword, firstScreens, forbidden, publish, secondScreens, show, spaceScreens, strangerScreens, supervisor, tooManyTries, twoSchools } from "./lib/screens.mjs";
import { endSchools, password, root } from "./lib/school.mjs";

const words = process.argv.slice(2).filter((w) => !w.startsWith("--"));
const full = process.argv.includes("--full");
const wanted = (name) => !words.length || words.some((w) => name.includes(w));
const folder = join(root, "build/shots");
const looks = [[360, 740, "light"], [1360, 900, "light"], [360, 740, "dark"], [1360, 900, "dark"]];
mkdirSync(folder, { recursive: true });

const schools = await twoSchools();
try {
  for (const [width, height, theme] of looks.filter(([w, , t]) => !process.env.LOOK || process.env.LOOK === `${w}-${t}`)) {
    const take = async (v, name) => v.page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`), fullPage: full });
    const look = { width, height, theme };
    const stranger = await visitor(schools.demo, look), desk = await visitor(schools.demo, look), teacher = await visitor(schools.demo, look);
    for (const s of strangerScreens.filter((s) => wanted(s.name))) { await show(stranger, s); await take(stranger, s.name); }
    await supervisor(desk);
    for (const s of (await deskScreens(desk)).filter((s) => wanted(s.name))) { await show(desk, s); await take(desk, s.name); }
    if (wanted("forbidden")) { await signIn(teacher, schools.teacher, password); await show(teacher, forbidden); await take(teacher, "forbidden"); }
    const guardian = await visitor(schools.demo, look);
    await publish(desk, false);
    if (closedScreens.some((s) => wanted(s.name))) await signIn(guardian, schools.guardian, password);
    for (const s of closedScreens.filter((s) => wanted(s.name))) { await show(guardian, s); await take(guardian, s.name); }
    if (Object.values(spaceScreens).flat().some((s) => wanted(s.name))) {
      await publish(desk, true);
      for (const [kind, screens] of Object.entries(spaceScreens)) {
        const v = await visitor(schools.demo, look);
        await signIn(v, schools[kind] ?? "superviseur", password);
        for (const s of screens.filter((s) => wanted(s.name))) { await show(v, s); await take(v, s.name); }
        await v.context.close();
      }
    }
    const first = await visitor(schools.demo, look);
    for (const s of firstScreens(schools.folder).filter((s) => wanted(s.name))) { await show(first, s); await take(first, s.name); }
    const second = await visitor(schools.demo, look);
    for (const s of secondScreens(schools.staff).filter(() => wanted("second"))) { await show(second, s); await take(second, s.name); }
    await second.context.close();
    const fresh = await visitor(schools.empty, look);
    if (wanted("too-many")) { await tooManyTries(fresh.page); await take(fresh, "too-many"); }
    if (wanted("first-password")) { await firstPassword(fresh.page, schools.newcomer()); await take(fresh, "first-password"); }
    for (const v of [stranger, desk, teacher, guardian, first, fresh]) await v.context.close();
  }
} finally {
  await closeBrowser();
  await endSchools();
}
