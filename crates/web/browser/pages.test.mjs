// Every page there is, light and dark, narrow and wide: nothing for axe to object to, nothing to scroll sideways for, nothing
// in the console, one heading, and not heavier than promised. The pages are found by following links, so a new one is looked at
// by itself; what must at least be among them is named below.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers, open, PEOPLE, PICTURES, signedIn } from "./house.mjs";

const SIZES = [{ width: 320, height: 800 }, { width: 1280, height: 900 }];
/** Bytes of a first visit to a page of the staff, everything it loads included, as sent (ux.md 14: 40 kB). */
const HEAVIEST = 40_000;
/** Of a taller page the picture shows the beginning. Pixels. */
const TALLEST_PICTURE = 12_000;
/** Kinds of pages that must be found. */
const MUST_BE_THERE = [
  "/werk", "/werk/handelingen", "/huurders", "/post", "/bank", "/bank/betaling/{id}", "/bank/gezien/{id}", "/vannacht", "/nachten", "/nacht/{dag}", "/beleid", "/inzicht/regelingen", "/inzicht/betaaldag",
  "/werk/team", "/werk/team/{n}", "/hulp", "/hulp/toetsen", "/hulp/melding", "/helpen",
  "/begin", "/begin/lijst", "/begin/vergelijken", "/nacht/nu",
  "/dossier/{nr}", "/dossier/{nr}/waarom", "/dossier/{nr}/inzage", "/dossier/{nr}/inzage/alles", "/dossier/{nr}/bericht/{n}", "/mijn",
  "/dossier/{nr}/geld", "/dossier/{nr}/kosten", "/dossier/{nr}/vroegsignaal", "/dossier/{nr}/doe/bericht",
  "/dossier/{nr}/doe/betaaldag", "/dossier/{nr}/doe/doorverwijzing", "/dossier/{nr}/doe/regeling", "/dossier/{nr}/doe/ruimte",
];
/** The same for who keeps accounts. */
const ADMINISTRATOR_FINDS = ["/inrichting/gebruikers", "/inrichting/gebruikers/{n}", "/inrichting/logboek", "/mijn"];

let house;
before(async () => { house = await open(); });
after(() => house?.close());

/** `/dossier/HO-1/bericht/2` is a page of the kind `/dossier/{nr}/bericht/{n}`. */
function kind(path) {
  const parts = path.split("/").map((part, at, all) => {
    if (/^\d{4}-\d\d-\d\d$/.test(part)) return "{dag}";
    if (all[at - 1] === "dossier") return "{nr}";
    if (/^(bank(:|%3A))?[0-9a-f]{32}/.test(part)) return "{id}";
    return /^\d+$/.test(part) ? "{n}" : part;
  });
  return parts.join("/");
}

/** One address of every kind of page that somebody can walk to. */
async function everyKind(page) {
  const found = new Map();
  // Money that was seen stands on a list of the same kind of page as the money that waits.
  const waiting = ["/", "/bank?toon=gezien"];
  while (waiting.length) {
    await page.goto(waiting.shift());
    const links = await page.locator("a[href]:not([download])").evaluateAll((all) => all.map((one) => one.href));
    for (const link of links) {
      const { origin, pathname, search } = new URL(link);
      if (origin !== house.site || /\.(csv|ics|pdf|xlsx|json|zip)$/.test(pathname)) continue;
      if (found.has(kind(pathname))) continue;
      found.set(kind(pathname), pathname + search);
      waiting.push(pathname + search);
    }
  }
  return found;
}

test("every page holds in every size and colour", async (t) => {
  const { context, page } = await signedIn(house, PEOPLE.leader);
  const kinds = await everyKind(page);
  await context.close();
  // A link leads there only from a dossier with a debt of five years, and the demo is younger.
  const dossier = new URL(kinds.get("/dossier/{nr}"), house.site).pathname;
  kinds.set("/dossier/{nr}/doe/stuiting", `${dossier}/doe/stuiting`);
  for (const must of MUST_BE_THERE) assert.ok(kinds.has(must), `no link leads to ${must}: ${[...kinds.keys()].join(" ")}`);
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of SIZES) {
      const looking = await signedIn(house, PEOPLE.leader, { viewport, colorScheme, bypassCSP: true });
      for (const [name, address] of [["/aanmelden", "/aanmelden"], ...kinds]) {
        await t.test(`${name} ${colorScheme} ${viewport.width}`, async () => {
          await holds(looking, name, address, `${colorScheme}-${viewport.width}`);
        });
      }
      await looking.context.close();
    }
  }
});

test("the pages of who keeps accounts hold too", async (t) => {
  const { context, page } = await signedIn(house, PEOPLE.administrator);
  const kinds = await everyKind(page);
  await context.close();
  for (const must of ADMINISTRATOR_FINDS) assert.ok(kinds.has(must), `no link leads to ${must}: ${[...kinds.keys()].join(" ")}`);
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of SIZES) {
      const looking = await signedIn(house, PEOPLE.administrator, { viewport, colorScheme, bypassCSP: true });
      for (const name of ADMINISTRATOR_FINDS) {
        await t.test(`${name} ${colorScheme} ${viewport.width}`, async () => {
          await holds(looking, `/beheer${name}`, kinds.get(name), `${colorScheme}-${viewport.width}`);
        });
      }
      await looking.context.close();
    }
  }
});

async function holds({ page, objections }, name, address, mode) {
  objections.length = 0;
  const answer = await page.goto(address);
  assert.equal(answer.status(), 200, address);
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  const picture = `${name.slice(1).replaceAll("/", "-").replace(/[{}]/g, "") || "thuis"}-${mode}.png`;
  await page.screenshot({ path: join(PICTURES, picture), fullPage: tall < TALLEST_PICTURE });
  const { width, seen, headings, title } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    seen: window.innerWidth,
    headings: document.querySelectorAll("h1").length,
    title: document.title,
  }));
  assert.ok(width <= seen, `${address} is ${width} wide in a window of ${seen}`);
  assert.equal(headings, 1, `${address} has one h1`);
  assert.ok(title.length > 3, `${address} has a title`);
  assert.deepEqual(await barriers(page), [], address);
  assert.deepEqual(objections, [], `${address} says something in the console`);
}

test("a first visit is light", async () => {
  for (const address of ["/werk", "/huurders", "/post"]) {
    const { context, page } = await signedIn(house, PEOPLE.leader);
    const cold = await house.browser.newContext({ baseURL: house.site, storageState: await context.storageState() });
    const fresh = await cold.newPage();
    const network = await cold.newCDPSession(fresh);
    await network.send("Network.enable");
    let bytes = 0;
    network.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await fresh.goto(address, { waitUntil: "networkidle" });
    assert.ok(bytes > 1_000 && bytes <= HEAVIEST, `${address}: ${bytes} bytes`);
    await cold.close();
    await page.close();
    await context.close();
  }
});

test("a dossier prints without what only a screen needs", async () => {
  const { context, page } = await signedIn(house, PEOPLE.leader);
  await page.goto("/werk");
  await Promise.all([page.waitForEvent("load"), page.locator("[data-rij]").first().click()]);
  assert.equal(await page.locator(".op-papier").isVisible(), false, "on the screen nothing was printed");
  const pdf = await page.pdf({ path: join(PICTURES, "dossier.pdf"), format: "A4" });
  assert.ok(pdf.length > 5_000);
  await page.emulateMedia({ media: "print" });
  for (const gone of ["header.kop nav", ".doen", ".zoeken", "a:has-text('Sla over')"]) {
    for (const one of await page.locator(gone).all()) assert.ok(!(await one.isVisible()), `${gone} is printed`);
  }
  assert.match(await page.locator(".op-papier").innerText(), /^Afgedrukt door Karim Aydin op \d+.\w{3}.\d{4},.\d\d:\d\d, vertrouwelijk\.$/);
  await context.close();
});
