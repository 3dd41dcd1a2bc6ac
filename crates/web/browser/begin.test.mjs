// From an empty folder to a list that is compared: what somebody does who begins with own data, in a real browser, at a desk and
// on a telephone; each step looked at by axe.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers, begin, PICTURES } from "./house.mjs";

const SIZES = [{ width: 320, height: 800 }, { width: 1280, height: 900 }];

let house;
before(async () => { house = await begin(); });
after(() => house?.close());

/** The page as it is now, in both sizes: nothing for axe to object to and nothing to scroll sideways for. */
async function holds(page, name) {
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(PICTURES, `begin-${name}-${viewport.width}.png`), fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= viewport.width, `${name}: ${wide} wide at ${viewport.width}`);
    assert.deepEqual(await barriers(page), [], name);
  }
}

function list() {
  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toLocaleDateString("nl-NL");
  const rows = [["1001", "R. Voorbeeld", "B1", day(40), "1.098,80"], ["1002", "S. Proef", "B2", day(9), "549,40"], ["1003", "T. Test", "B3", day(9), "veel"]];
  const text = rows.map((row) => [...row, "549,40", "1-3-2019", "nee"].join(";")).join("\r\n");
  return Buffer.from(`Huurder nr;Naam;Bon;Vervalt op;Nog te gaan;Maandhuur;Ingangsdatum;Incasso\r\n${text}\r\n`, "latin1");
}

test("new folder, list, columns, trial, shadow night, comparison", async () => {
  const context = await house.browser.newContext({ baseURL: house.site, locale: "nl-NL", bypassCSP: true });
  const page = await context.newPage();
  await page.goto(house.key);
  await holds(page, "1-deuren");
  await page.getByLabel("Uw naam").fill("Joke van Dam");
  await page.getByLabel("E-mailadres").fill("joke@example.nl");
  await page.getByLabel(/^Wachtwoord/).fill("een lange zin hier");
  await page.getByLabel("Nog een keer").fill("een lange zin hier");
  await page.getByRole("button", { name: "Maak mijn account en begin" }).click();
  await page.waitForURL(/\/begin$/);
  await holds(page, "2-begin");
  await page.getByRole("link", { name: "Kies een lijst" }).click();
  await holds(page, "3-lijst");
  const today = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel(/Bestand/).setInputFiles({ name: `posten-${today}.csv`, mimeType: "text/csv", buffer: list() });
  await page.getByRole("button", { name: "Bekijk deze lijst" }).click();
  await page.waitForURL(/kolommen/);
  for (const [label, heading] of [[/^Dossier/, "Huurder nr"], [/^Post:/, "Bon"], [/^Vervaldatum/, "Vervalt op"], [/^Openstaand/, "Nog te gaan"]]) {
    await page.getByLabel(label).selectOption(heading);
  }
  await page.getByRole("button", { name: "Bewaar en bekijk de waarden" }).click();
  await page.getByText("1.098,80 is € 1.098,80").waitFor();
  await holds(page, "4-kolommen");
  await page.getByRole("button", { name: "Verder: nakijken" }).click();
  await page.getByText("Overgeslagen.").waitFor();
  await holds(page, "5-nakijken");
  await page.getByRole("button", { name: "Lees in en draai de nacht" }).click();
  await page.getByText("Klaar.").waitFor();
  await holds(page, "6-nacht");
  await page.getByRole("link", { name: "Vergelijk met de oude lijst" }).click();
  await page.getByLabel(/Oude actielijst/).setInputFiles({ name: "acties.csv", mimeType: "text/csv", buffer: Buffer.from("Contract;Actie\n1001;WIK brief\n1002;Bellen\n") });
  await page.getByRole("button", { name: "Bekijk deze lijst" }).click();
  await page.getByRole("button", { name: "Leg naast de nacht" }).click();
  await page.getByRole("heading", { name: "Klaar om over te gaan?" }).waitFor();
  await holds(page, "7-vergelijken");
  await context.close();
});

test("the tour can be walked by who is not signed in", async () => {
  const context = await house.browser.newContext({ baseURL: house.site, locale: "nl-NL", bypassCSP: true, javaScriptEnabled: true });
  const page = await context.newPage();
  await page.goto("/rondleiding");
  for (let stop = 1; stop < 5; stop++) {
    await holds(page, `rondleiding-${stop}`);
    await page.locator("a[rel=next]").click();
    await page.waitForURL(new RegExp(`halte=${stop + 1}`));
  }
  await context.close();
});
