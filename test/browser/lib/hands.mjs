// Two ways to do the same: with the mouse, or with the keyboard alone, where everything is reached by Tab and nothing is clicked.
const most = 250;               // Tabs on the longest page

/** Moves the focus to WHERE by Tab alone. A group of radios is one stop: arrows go on in it. */
export async function tabTo(page, where) {
  const handle = await where.first().elementHandle();
  const there = () => handle.evaluate((wanted) => {
    const now = document.activeElement;
    return now === wanted || (wanted.type === "radio" && now?.type === "radio" && now.name === wanted.name);
  });
  for (let n = 0; n < most; n++) {
    if (await there()) return handle;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${await handle.evaluate((e) => e.outerHTML.slice(0, 120))}`);
}

/** Whether Tab reaches what fits SELECTOR: then it has the focus. */
export const reached = (page, selector) => tabTo(page, page.locator(selector)).then(() => true, () => false);

export const mouse = {
  name: "by mouse",
  press: (page, where) => where.first().click(),
  async write(page, where, text) { await where.first().click(); await where.first().fill(text); },
  choose: (page, where, label) => where.first().selectOption({ label }),
};

export const keys = {
  name: "by keyboard alone",
  async press(page, where) {
    const handle = await tabTo(page, where);
    const box = await handle.evaluate((e) => e.matches("input[type=checkbox], input[type=radio], summary, button"));
    await page.keyboard.press(box ? "Space" : "Enter");
  },
  async write(page, where, text) {
    const handle = await tabTo(page, where);
    if (await handle.evaluate((e) => e.type === "date")) {      // its parts are typed one after the other, as this Chromium orders them
      const [year, month, day] = text.split("-");
      await page.keyboard.type(day + month + year);
      if (await handle.inputValue() === text) return;
      for (const key of ["ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
      await page.keyboard.type(month + day + year);
      if (await handle.inputValue() !== text) throw new Error(`a date typed reads ${await handle.inputValue()}, not ${text}`);
      return;
    }
    await page.keyboard.press("Control+a");
    await page.keyboard.type(text);
  },
  async choose(page, where, label) {
    const handle = await tabTo(page, where);
    for (let n = 0; n < most && await handle.evaluate((e) => e.selectedOptions[0]?.label) !== label; n++) await page.keyboard.press(n ? "ArrowDown" : "Home");
  },
};

const all = process.env.PREAU_TEST_ALL === "1", today = Math.floor(Date.now() / 86400000);

/** The hands of today, each with its number: one, and the other tomorrow; both with PREAU_TEST_ALL=1. Of tests of SHIFT 1 the other way round. */
export const handsOf = (shift = 0) => [mouse, keys].map((hand, i) => [hand, i]).filter(([, i]) => all || (i + shift) % 2 === today % 2);

/** Does ONE of these and waits for the page that follows. */
export const then = (page, act) => Promise.all([page.waitForNavigation(), act]);
