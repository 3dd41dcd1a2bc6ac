// The tenant's page on a small telephone: from the code of a letter to "betaald" at the demo bank, and to an arrangement with a
// one-time code; nothing for axe to object to in any size, colour or direction; no scripts, and lighter than promised.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers, open, PEOPLE, PICTURES, signedIn } from "./house.mjs";

const PHONE = { viewport: { width: 320, height: 640 }, locale: "nl-NL" };
/** Bytes of a first visit, everything it loads included (ux.md 14). */
const HEAVIEST = 20_000;
/** Every page that a code opens. */
const PAGES = ["", "/delen", "/delen?keer=3&dag=25", "/ruimte", "/minder", "/later", "/bel", "/klopt-niet", "/hulp", "/gemeente", "/bewijs?naar=delen"];
/** Pages behind a proof. */
const PROVEN = ["/regeling", "/gegevens", "/betaaldag"];

let house;
/** Where somebody came back who had paid a part. */
let paidAt;
before(async () => { house = await open(); });
after(() => house?.close());

/** A telephone without scripts: nothing here needs any. */
async function telephone(options = {}) {
  const context = await house.browser.newContext({ baseURL: house.site, javaScriptEnabled: false, ...PHONE, ...options });
  return { context, page: await context.newPage() };
}

const heading = (page) => page.locator("h1").innerText();
const status = (page) => page.locator("[role=status]").first().innerText();

/** The one-time code in the last text that arrived on a telephone of the demo. */
function lastCode() {
  const lines = readFileSync(join(house.demo, "telefoons", "telephones.ndjson"), "utf8").trim().split("\n");
  return lines.map((line) => line.match(/code is (\d{6})/)?.[1]).filter(Boolean).at(-1);
}

/** Leaves the page of the bank, and waits until the landlord has heard how it ended. */
async function untilTold(page, wanted) {
  for (let tries = 0; tries < 40; tries++) {
    if ((await heading(page)) === wanted) return;
    await page.waitForTimeout(250);
    await page.reload();
  }
  assert.fail(`“${wanted}” does not come: ${await heading(page)}`);
}

const amountIn = (text) => Number(text.match(/€\s*([\d.]+,\d\d)/)[1].replaceAll(".", "").replace(",", ""));

test("who has no code is helped, and a wrong one tells nothing", async () => {
  const { context, page } = await telephone();
  await page.goto("/b/");
  await page.fill("#code", `${house.code.slice(0, 4).toLowerCase()} ${house.code.slice(4)}`);
  await page.getByRole("button", { name: "Verder" }).click();
  assert.match(page.url(), new RegExp(`/b/${house.code}$`));
  const wrong = await page.goto("/b/22222222");
  assert.equal(wrong.status(), 404);
  assert.equal(await heading(page), "Deze code werkt niet");
  await page.fill("#postcode", "1234 AB");
  await page.fill("#huisnummer", "999");
  await page.getByRole("button", { name: "Stuur mij een code" }).click();
  assert.match(await status(page), /Kennen wij u op dit adres/);
  await context.close();
});

test("every page holds, small and wide, light and dark, from left to right and from right to left", async (t) => {
  const proven = await telephone();
  await proven.page.goto(`/b/${house.code}/bewijs?naar=regeling`);
  await proven.page.getByRole("button", { name: "Stuur mij de code" }).click();
  await proven.page.fill("#code", lastCode());
  await proven.page.getByRole("button", { name: "Verder" }).click();
  const cookies = await proven.context.cookies(`${house.site}/b/${house.code}`);
  assert.ok(cookies.every((one) => one.httpOnly && one.sameSite === "Strict" && one.path === `/b/${house.code}`));
  await proven.context.close();
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [{ width: 320, height: 640 }, { width: 1280, height: 900 }]) {
      const context = await house.browser.newContext({ baseURL: house.site, bypassCSP: true, locale: "nl-NL", viewport, colorScheme });
      await context.addCookies(cookies);
      const page = await context.newPage();
      const objections = [];
      page.on("console", (line) => line.type() === "error" && objections.push(line.text()));
      await t.test(`a wrong code ${colorScheme} ${viewport.width}`, () => holds(page, "/b/22222222?taal=nl", `fout-${colorScheme}`, [], 404));
      const addresses = ["/b/", ...[...PAGES, ...PROVEN].map((part) => `/b/${house.code}${part}`)];
      for (const language of ["nl", "ar"]) {
        for (const address of addresses) {
          const there = language === "nl" ? address : `${address}${address.includes("?") ? "&" : "?"}taal=${language}`;
          await t.test(`${there.replace(house.code, "CODE")} ${colorScheme} ${viewport.width}`, async () => {
            objections.length = 0;
            await holds(page, there, `${language}-${colorScheme}-${viewport.width}`, objections);
          });
        }
      }
      await context.close();
    }
  }
});

/** The arrangement and the way back from the bank, once they are there. */
async function agreedHolds(cookies) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await house.browser.newContext({ baseURL: house.site, bypassCSP: true, locale: "nl-NL", viewport: PHONE.viewport, colorScheme });
    await context.addCookies(cookies);
    const page = await context.newPage();
    for (const language of ["nl", "ar"]) {
      for (const address of [`/b/${house.code}/regeling?x=1`, paidAt.pathname + paidAt.search]) {
        await holds(page, `${address}&taal=${language}`, `daarna-${language}-${colorScheme}`, []);
      }
    }
    await context.close();
  }
}

async function holds(page, address, mode, objections, status = 200) {
  const answer = await page.goto(address);
  assert.equal(answer.status(), status, address);
  assert.equal(new URL(page.url()).pathname, address.replace(/\?.*/, ""), "it is this page, and no other");
  const name = address.replace(/^\/b\/[0-9A-Z]{8}/, "open").replace(/\?.*/, "").replaceAll("/", "-") || "open";
  await page.screenshot({ path: join(PICTURES, `huurder-${name}-${mode}.png`), fullPage: true });
  const seen = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    window: window.innerWidth,
    headings: document.querySelectorAll("h1").length,
    scripts: document.querySelectorAll("script").length,
  }));
  assert.ok(seen.width <= seen.window, `${address} is ${seen.width} wide`);
  assert.deepEqual([seen.headings, seen.scripts], [1, 0], address);
  assert.deepEqual(await barriers(page), [], address);
  assert.deepEqual(objections, [], `${address} says something in the console`);
}

test("stopped, failed, and then a part is paid: the rest is shown to the cent", async () => {
  const { context, page } = await telephone();
  await page.goto(`/b/${house.code}`);
  const before = amountIn(await page.locator(".bedrag").innerText());
  for (const [button, told] of [["Stop met betalen", "U bent gestopt met betalen"], ["Laat de betaling mislukken", "De betaling is niet gelukt"]]) {
    await page.goto(`/b/${house.code}`);
    await page.locator("button.hoofd").click();
    assert.equal(await heading(page), "Demo-bank", "one tap from the page to the bank");
    await page.getByRole("button", { name: button }).click();
    await untilTold(page, told);
    await page.getByRole("link", { name: "Naar mijn huur" }).click();
    assert.equal(amountIn(await page.locator(".bedrag").innerText()), before, "nothing is lost");
  }
  await page.locator("summary", { hasText: "een deel betalen" }).click();
  await page.fill("#deel", "9,99");
  await page.getByRole("button", { name: "Betaal dit deel" }).click();
  assert.match(await page.locator("[role=alert]").innerText(), /Vul een bedrag in van/);
  await page.fill("#deel", "20,01");
  await page.getByRole("button", { name: "Betaal dit deel" }).click();
  await page.getByRole("button", { name: "Betaal", exact: true }).click();
  await untilTold(page, "Uw betaling is binnen");
  assert.equal(amountIn(await page.getByText("Nog te betalen").innerText()), before - 2001);
  paidAt = new URL(page.url());
  await page.screenshot({ path: join(PICTURES, "huurder-deel-betaald.png") });
  await page.goto(`/b/${house.code}`);
  assert.equal(amountIn(await page.locator(".bedrag").innerText()), before - 2001);
  await context.close();
});

test("in parts with a one-time code: five taps beside the code, agreed at once, and the consultant sees it", async () => {
  const { context, page } = await telephone();
  await page.goto(`/b/${house.code}`);
  let taps = 0;
  const tap = async (one) => { taps += 1; await one.click(); };
  await tap(page.getByRole("link", { name: "Betalen in delen" }));
  await tap(page.getByText("3 keer", { exact: false }).first());
  await tap(page.getByRole("button", { name: "Verder" }));
  const terms = await page.locator("tbody td.getal").allInnerTexts();
  assert.equal(terms.length, 3);
  assert.equal(terms.map(amountIn).reduce((sum, one) => sum + one, 0), amountIn(await page.locator("tfoot td").innerText()), "the terms add up");
  await page.screenshot({ path: join(PICTURES, "huurder-delen-320.png"), fullPage: true });
  await tap(page.getByRole("button", { name: "Verder" }));
  assert.equal(await heading(page), "Bent u het?");
  await page.fill("#code", "000000");
  await page.getByRole("button", { name: "Verder" }).click();
  assert.match(await page.locator("[role=alert]").innerText(), /Dat klopt niet/);
  await page.fill("#code", lastCode());
  await page.getByRole("button", { name: "Verder" }).click();
  await tap(page.getByRole("button", { name: "Dit spreek ik af" }));
  assert.equal(await heading(page), "Dit is afgesproken");
  assert.ok(taps <= 5, `${taps} taps`);
  assert.deepEqual(await page.locator("tbody td.getal").allInnerTexts(), terms);
  await page.screenshot({ path: join(PICTURES, "huurder-afgesproken-320.png"), fullPage: true });
  await agreedHolds(await context.cookies(`${house.site}/b/${house.code}`));
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Zet in mijn agenda" }).click()]);
  const calendar = readFileSync(await file.path(), "utf8");
  assert.equal(calendar.match(/BEGIN:VEVENT/g).length, 3);
  assert.doesNotMatch(calendar, /€|\d,\d\d/, "a calendar is often shared");
  const { page: desk, context: work } = await signedIn(house, PEOPLE.leader);
  await desk.goto(`/huurders?q=${house.code}`);
  if (!/\/dossier\//.test(desk.url())) await Promise.all([desk.waitForEvent("load"), desk.locator("[data-rij]").first().click()]);
  const told = await desk.locator("main").innerText();
  await desk.screenshot({ path: join(PICTURES, "huurder-op-het-dossier.png"), fullPage: true });
  assert.match(told, /Regeling: € .* in 3 termijnen .*huurderspagina.*door de huurder/);
  assert.match(told, /Huurderspagina: betaling van € 20,01: betaald/);
  await work.close();
  await context.close();
});

test("call me back: a free moment, once, on the agenda", async () => {
  const { context, page } = await telephone();
  await page.goto(`/b/${house.code}/bel`);
  const day = (await page.locator("input[type=radio]").first().getAttribute("value")).split(" ")[0];
  await page.locator("input[type=radio]").first().check();
  await page.fill("#waarover", "over mijn regeling");
  await page.getByRole("button", { name: "Bel mij op dat moment" }).click();
  assert.equal(await heading(page), "Wij bellen u");
  await page.goto(`/b/${house.code}/bel`);
  await page.locator("input[type=radio]").last().check();
  await page.getByRole("button", { name: "Bel mij op dat moment" }).click();
  assert.match(await status(page), /hebben wij al/);
  const { page: desk, context: work } = await signedIn(house, PEOPLE.leader);
  await desk.goto(`/werk/agenda?van=allen&dag=${day}`);
  assert.match(await desk.locator("main").innerText(), /over mijn regeling/);
  await work.close();
  await context.close();
});

test("a question becomes work with the tenant's reason", async () => {
  const { context, page } = await telephone();
  await page.goto(`/b/${house.code}/hulp`);
  await page.fill("#woorden", "Ik kreeg minder toeslag.");
  await page.getByRole("button", { name: "Ja, ik wil hulp" }).click();
  assert.match(await status(page), /Binnen één werkdag/);
  const { page: desk, context: work } = await signedIn(house, PEOPLE.leader);
  await desk.goto("/werk?stap=hulp-inschakelen");
  assert.match(await desk.locator("main").innerText(), /De huurder vraagt hulp met geld/);
  await work.close();
  await context.close();
});

test("a first visit is light, in every language", async () => {
  for (const language of ["nl", "en", "tr", "ar", "pl", "uk"]) {
    for (const part of ["", "/bel", "/delen"]) {
      const context = await house.browser.newContext({ baseURL: house.site });
      const page = await context.newPage();
      const network = await context.newCDPSession(page);
      await network.send("Network.enable");
      let bytes = 0;
      network.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
      await page.goto(`/b/${house.code}${part}?taal=${language}`, { waitUntil: "networkidle" });
      assert.ok(bytes > 1_000 && bytes <= HEAVIEST, `${part} ${language}: ${bytes} bytes`);
      assert.equal(await page.locator("html").getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
      await context.close();
    }
  }
});

test("a browser hears its own language at once, and keeps the one that is chosen", async () => {
  const { context, page } = await telephone({ locale: "pl-PL" });
  await page.goto(`/b/${house.code}/hulp`);
  assert.equal(await page.locator("html").getAttribute("lang"), "pl");
  assert.match(await page.locator("footer").innerText(), /Wiążący jest tekst niderlandzki/);
  await page.locator("summary", { hasText: "Język" }).click();
  await page.getByRole("link", { name: "Nederlands" }).click();
  assert.equal(await heading(page), "Hulp met geld (gratis)");
  await page.getByRole("link", { name: "Terug" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "nl");
  await context.close();
});

test("the whole is paid, at a bank that takes its time", async () => {
  const { context, page } = await telephone();
  await page.goto(`/b/${house.code}`);
  await page.locator("button.hoofd").click();
  await page.getByRole("button", { name: "trage bank" }).click();
  assert.equal(await heading(page), "Uw bank is nog bezig");
  await page.goto(`/b/${house.code}`);
  assert.match(await status(page), /Uw bank is nog bezig met .* Betaal niet nog een keer/);
  await page.goBack();
  await untilTold(page, "Uw betaling is binnen");
  await context.close();
});
