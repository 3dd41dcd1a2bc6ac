// What a consultant does all day, with the keys counted (ux.md 14), and once without JavaScript.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { open, PEOPLE, signedIn } from "./house.mjs";

let house;
let page;
let context;
/** Keys pressed in this journey. */
let keys;

before(async () => { house = await open(); });
after(() => house?.close());
beforeEach(async () => {
  ({ page, context } = await signedIn(house, PEOPLE.consultant, { viewport: { width: 1280, height: 900 } }));
  keys = 0;
});
afterEach(() => context?.close());

/** Presses a key and waits for the page it leads to, when it leads to one. */
async function press(key, leadsTo) {
  keys += 1;
  if (!leadsTo) return page.keyboard.press(key);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);
  assert.match(page.url(), leadsTo);
}

/** Opens the first row of the list by hand. */
async function openFirst(here = page) {
  await Promise.all([here.waitForEvent("load"), here.locator("[data-rij]").first().click()]);
}

const said = () => page.locator("[role=status]").first().innerText();

test("from the list to a recorded call and the next task: three keys", async () => {
  await page.goto("/werk?stap=bellen");
  await press("j");
  await press("Enter", /\/dossier\//);
  const first = page.url();
  await press("2", /klaar=/);
  assert.equal(keys, 3);
  assert.match(await said(), /Vastgelegd: gebeld, geen gehoor/);
  assert.match(page.url(), /\/dossier\//, "the next task opens by itself");
  assert.notEqual(new URL(page.url()).pathname + page.url().split("taak=")[1], new URL(first).pathname + first.split("taak=")[1]);
});

test("a slip is taken back with one key, and the task is there again", async () => {
  await page.goto("/werk?stap=bellen");
  const before = await said();
  await press("j");
  await press("Enter", /\/dossier\//);
  await press("2", /klaar=/);
  await press("u", /terug=1/);
  assert.equal(keys, 4);
  await page.goto("/werk?stap=bellen");
  assert.equal(await said(), before);
});

test("a whole morning by keys: ten tasks, thirty keys at most", async () => {
  await page.goto("/werk");
  const begun = Number((await said()).match(/\d+/)[0]);
  await press("b", /\/dossier\//);
  for (let done = 0; done < 10; done++) {
    const visit = await page.locator("button[value=niet-thuis]").count();
    await press("2", /klaar=/);
    assert.match(await said(), visit ? /niet thuis/ : /geen gehoor/);
  }
  assert.ok(keys <= 30, `${keys} keys`);
  await page.goto("/werk");
  assert.equal(Number((await said()).match(/\d+/)[0]), begun - 10);
});

test("why somebody is in a category: one key", async () => {
  await page.goto("/werk");
  await openFirst();
  await press("w", /waarom/);
  assert.equal(keys, 1);
  await page.getByRole("heading", { level: 1 }).waitFor();
});

test("looking for a tenant by name", async () => {
  await page.goto("/huurders");
  const name = (await page.locator("[data-rij]").nth(3).innerText()).split(" ").at(-1);
  await page.goto("/werk");
  await press("/");
  await page.keyboard.type(name);
  await press("Enter", /q=/);
  assert.ok((await page.locator("[data-rij]").allInnerTexts()).some((text) => text.includes(name)), name);
});

test("what was typed in a note is still there after a refusal", async () => {
  await page.goto("/werk");
  await openFirst();
  const address = page.url();
  await page.locator("summary", { hasText: "Toezegging" }).click();
  await page.locator("#bedrag").fill("veel");
  await page.locator("#tot").evaluate((field) => { field.removeAttribute("min"); field.removeAttribute("max"); field.value = "2020-01-01"; });
  await page.locator("#waarom-toezegging").fill("belt morgen terug over de toeslag");
  await page.locator("button[value=toezegging]").click();
  await page.waitForLoadState();
  const kept = page.locator("textarea", { hasText: "toeslag" });
  if (!(await kept.count())) {
    await page.goBack();
    assert.equal(await page.locator("#waarom-toezegging").inputValue(), "belt morgen terug over de toeslag", address);
  }
});

test("the same without JavaScript", async () => {
  const plain = await signedIn(house, PEOPLE.consultant, { javaScriptEnabled: false });
  await plain.page.goto("/werk?stap=bellen");
  await openFirst(plain.page);
  await plain.page.locator("button[value=geen-gehoor]").click();
  await plain.page.waitForURL(/klaar=/);
  assert.match(await plain.page.locator("[role=status]").first().innerText(), /geen gehoor/);
  await plain.page.getByRole("button", { name: /Ongedaan maken/ }).first().click();
  await plain.page.waitForURL(/terug=1/);
  await plain.context.close();
});
