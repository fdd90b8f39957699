// Debian's Chromium, and what every page is watched for: errors in the console (a refused script or style is one), requests to anybody else (P-33),
// cookies that are not the session's.
import { chromium } from "playwright-core";

let browser;

export async function openBrowser() {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    env: { ...process.env, LANGUAGE: "fr" },
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--lang=fr-FR"] });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
}

/** A browser of its own (cookies), at SIZE and THEME. `seen` gathers what must not be. WORKERS "allow": it reads without network too (tests/away.mjs). */
export async function visitor(address, { width = 1280, height = 900, theme = "light", script = true, workers = "block" } = {}) {
  const b = await openBrowser();
  const context = await b.newContext({ baseURL: address, viewport: { width, height }, colorScheme: theme, javaScriptEnabled: script, locale: "fr-FR", reducedMotion: "reduce", serviceWorkers: workers });
  const page = await context.newPage();
  const seen = { errors: [], foreign: [], requests: [] };
  context.setDefaultTimeout(30000);
  page.on("console", (m) => {
    // A stream too many is refused, and the page asks now and then instead (live.js).
    if (/503/.test(m.text()) && new URL(m.location().url).pathname === "/live") return;
    // An answer 401, 403, 404, 422, 429 is no fault of the page: the browser says so all the same.
    if (m.type() === "error" && !/Failed to load resource: the server responded with a status of 4\d\d/.test(m.text())) seen.errors.push(m.text());
  });
  page.on("pageerror", (e) => seen.errors.push(String(e)));
  page.on("response", (r) => { if (r.status() >= 500 && new URL(r.url()).pathname !== "/live") seen.errors.push(`${r.status()} ${r.url()}`); });
  page.on("request", (r) => {
    seen.requests.push(r);
    if (new URL(r.url()).origin !== address && !/^(data|blob|about):/.test(r.url())) seen.foreign.push(r.url());
  });
  return { page, context, seen, address };
}

export async function signIn(v, login, secret) {
  await v.page.goto("/connexion");
  await v.page.fill("[name=login]", login);
  await v.page.fill("[name=password]", secret);
  await Promise.all([v.page.waitForURL((u) => u.pathname !== "/connexion"), v.page.click("button.go")]);
}

/** What sticks out of the window at the right, if the page scrolls sideways; then the same with the style sheet SPACED. */
export function overflows(page, spaced) {
  return page.evaluate((text) => {
    const outside = () => {
      const wide = document.documentElement.clientWidth;
      const cut = [...document.querySelectorAll(".card.flush")].filter((c) => getComputedStyle(c).overflowX !== "auto" && c.scrollWidth > c.clientWidth + 1).map((c) => `cut off: ${c.textContent.trim().slice(0, 40)}`);
      if (cut.length) return cut;
      if (document.documentElement.scrollWidth <= wide) return [];
      return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > wide + 1 && !e.closest("[data-scrolls]"))
        .map((e) => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)} > ${wide}`).slice(0, 5);
    };
    const plain = outside(), sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
    const wider = text ? outside() : [];
    document.adoptedStyleSheets = [];
    return [plain, wider];
  }, spaced ?? "");
}

export const overflow = async (page) => (await overflows(page))[0];
