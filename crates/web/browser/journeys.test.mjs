// What a consultant does all day, with the keys counted (ux.md 14), and once without JavaScript.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { barriers, open, PEOPLE, signedIn } from "./house.mjs";

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

test("who works through a list of calls gets the next call", async () => {
  await page.goto("/werk?stap=bellen");
  await press("b", /stap=bellen/);
  await press("2", /stap=bellen.*klaar=/);
  assert.match(await page.locator("#doen").innerText(), /Bellen$/);
  await press("u", /terug=1/);
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

/** Finishes the task at hand: one key after a call or a visit, a few words where something else is asked. */
async function finish() {
  const task = await page.locator("#doen").innerText();
  if (/(Bellen|Huisbezoek)$/.test(task)) {
    await press("2", /klaar=/);
    return assert.match(await said(), /Bellen$/.test(task) ? /geen gehoor/ : /niet thuis/);
  }
  await press("n");
  await page.keyboard.type("Gedaan.");
  await press("Escape");
  await press("e", /klaar=/);
  assert.match(await said(), /taak afgehandeld/);
}

test("a whole morning by keys: ten tasks, thirty keys at most", async () => {
  await page.goto("/werk");
  const begun = Number((await said()).match(/\d+/)[0]);
  await press("b", /\/dossier\//);
  for (let done = 0; done < 10; done++) await finish();
  assert.ok(keys <= 30, `${keys} keys`);
  await page.goto("/werk");
  assert.equal(Number((await said()).match(/\d+/)[0]), begun - 10);
});

test("what opens takes what is typed next: an amount is no choice of a key", async () => {
  await page.goto("/werk?stap=bellen");
  await press("b", /\/dossier\//);
  const dossier = page.url();
  await press("3");
  await page.keyboard.type("250,00");
  assert.equal(await page.locator("#bedrag").inputValue(), "250,00");
  await press("Escape");
  await press("p");
  assert.equal(await page.evaluate(() => document.activeElement.id), "pauze-tot");
  assert.equal(page.url(), dossier, "nothing was recorded");
});

test("a key that is held down does one thing", async () => {
  await page.goto("/werk?stap=bellen");
  await press("b", /\/dossier\//);
  await Promise.all([page.waitForEvent("load"), page.keyboard.down("2")]);
  const next = page.url();
  for (let times = 0; times < 10; times++) await page.keyboard.down("2");
  await page.waitForTimeout(300);
  await page.keyboard.up("2");
  assert.equal(page.url(), next, "the next tenant was not called");
  await press("u", /terug=1/);
});

test("a task is closed with a few words, by keys alone", async () => {
  await page.goto("/werk");
  await press("b", /\/dossier\//);
  for (const key of ["n", "e"]) {
    await press(key);
    assert.equal(await page.evaluate(() => document.activeElement.id), "notitie", `${key} goes to the words that are needed`);
    if (key === "n") await press("Escape");
  }
  await page.keyboard.type("Mevrouw belt morgen terug.");
  await press("Escape");
  await press("e", /klaar=/);
  assert.match(await said(), /taak afgehandeld/);
  await press("u", /terug=1/);
});

test("ticked tasks are put off by keys alone", async () => {
  await page.goto("/werk");
  await press("j");
  await press("x");
  await press("l");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tot", "first the day");
  assert.match(await page.locator("#taken").innerText(), /taken \(1\):/, "it says how many");
  const day = await page.locator("#tot").getAttribute("min");
  await page.locator("#tot").fill(day);
  await press("Enter", /samen=/);
  assert.match(await page.locator("[role=status]", { hasText: "1 taak" }).innerText(), /komt terug op/, "Enter does what the field is for");
  await page.goto("/werk/handelingen");
  assert.match(await page.locator("tbody tr").first().innerText(), /komt terug op/);
  await press("u", /\/dossier\/|terug=1/);
});

test("without JavaScript Enter in the form for ticked tasks asks what was meant", async () => {
  const { page: bare, context: without } = await signedIn(house, PEOPLE.consultant, { javaScriptEnabled: false });
  await bare.goto("/werk");
  await bare.locator("tbody input[type=checkbox]").first().check();
  for (const field of ["#notitie", "#tot", "tbody input[type=checkbox]"]) {
    await bare.locator(field).first().focus();
    await Promise.all([bare.waitForEvent("load"), bare.keyboard.press("Enter")]);
    assert.match(await bare.getByRole("alert").innerText(), /Kies wat er met de taken gebeurt/, field);
  }
  await without.close();
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

test("what was typed in a note is still there after a refusal, beside what is wrong", async () => {
  await page.goto("/werk");
  await openFirst();
  await page.locator("summary", { hasText: "Toezegging" }).click();
  await page.locator("#bedrag").fill("veel");
  await page.locator("#tot").evaluate((field) => { field.removeAttribute("min"); field.removeAttribute("max"); field.value = "2020-01-01"; });
  await page.locator("#waarom-toezegging").fill("belt morgen terug over de toeslag");
  await Promise.all([page.waitForEvent("load"), page.locator("button[value=toezegging]").click()]);
  assert.equal(await page.locator("#waarom-toezegging").inputValue(), "belt morgen terug over de toeslag");
  assert.equal(await page.locator("#bedrag").inputValue(), "veel");
  assert.ok(await page.locator("#fout-bedrag").isVisible(), "the form is open, with what is wrong beside the field");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "alert", "the summary has the focus");
});

test("a note outlives a closed page, and is gone once it was recorded", async () => {
  await page.goto("/werk");
  await openFirst();
  const address = page.url();
  await page.locator("#notitie").fill("buurvrouw heeft de sleutel");
  await page.goto("/huurders");
  await page.goto(address);
  assert.equal(await page.locator("#notitie").inputValue(), "buurvrouw heeft de sleutel");
  await Promise.all([page.waitForEvent("load"), page.locator("button[value=notitie]").click()]);
  assert.match(await said(), /Vastgelegd: notitie/);
  await page.goto(address);
  assert.equal(await page.locator("#notitie").inputValue(), "");
});

test("going somewhere by two keys, and all keys by one", async () => {
  await page.goto("/vannacht");
  await press("g");
  await press("w", /\/werk/);
  await press("g");
  await press("h", /\/huurders/);
  assert.equal(keys, 4);
  await press("?");
  const list = page.getByRole("dialog", { name: "Toetsen" });
  await list.waitFor();
  assert.match(await list.innerText(), /Draai de laatste handeling terug/);
  await press("Escape");
  await list.waitFor({ state: "detached" });
});

test("doing something by typing what it is", async () => {
  await page.goto("/werk");
  await press("Control+k");
  await page.getByRole("dialog", { name: "Opdrachten" }).waitFor();
  await page.keyboard.type("team");
  await press("Enter", /\/werk\/team/);
  assert.equal(keys, 2);
});

test("two people at one dossier: each is told, and who came second sees both", async () => {
  const leader = await signedIn(house, PEOPLE.leader);
  await page.goto("/werk?stap=bellen");
  await openFirst();
  await leader.page.goto(page.url());
  assert.match(await leader.page.locator("#kijkers").innerText(), /Sandra de Boer kijkt hier nu/);
  await leader.page.locator("#notitie").fill("ik belde net");
  await press("2", /klaar=/);
  await Promise.all([leader.page.waitForEvent("load"), leader.page.locator("button[value=gesproken]").click()]);
  assert.match(await leader.page.locator("h1").innerText(), /Iemand anders was u voor/);
  const both = await leader.page.locator("main").innerText();
  assert.match(both, /ik belde net/);
  assert.match(both, /Sandra de Boer, zojuist: gebeld, geen gehoor/);
  await Promise.all([leader.page.waitForEvent("load"), leader.page.getByRole("button", { name: "Mijn wijziging toch toepassen" }).click()]);
  assert.match(await leader.page.locator("[role=status]").first().innerText(), /Vastgelegd: gebeld, gesproken/);
  await leader.context.close();
});

test("an employee leaves a signal in one page after finding the address", async () => {
  await page.goto("/werk");
  const street = (await page.locator("th .zacht").first().innerText()).trim();
  const light = await signedIn(house, PEOPLE.employee, { javaScriptEnabled: false });
  await light.page.goto("/");
  assert.match(light.page.url(), /\/helpen/);
  await light.page.locator("#adres").fill(street);
  await light.page.getByRole("button", { name: "Zoek het adres" }).click();
  await light.page.locator("[data-rij]").first().click();
  await light.page.getByText("Zorgen over de bewoner").click();
  await light.page.locator("#notitie").fill("post ligt opgestapeld achter de deur");
  await light.page.getByRole("button", { name: "Laat het signaal achter" }).click();
  await light.page.waitForURL(/gelegd=/);
  assert.match(await light.page.locator("[role=status]").first().innerText(), /Dank u/);
  await light.context.close();
});

test("what a tenant can pay is worked out, with and without JavaScript, and the page holds", async () => {
  for (const options of [{ bypassCSP: true, viewport: { width: 320, height: 800 } }, { javaScriptEnabled: false }]) {
    const desk = await signedIn(house, PEOPLE.leader, options);
    await desk.page.goto("/werk?stap=bellen");
    await openFirst(desk.page);
    await desk.page.goto(`${new URL(desk.page.url()).pathname}/doe/ruimte`);
    for (const [name, amount] of [["inkomen", "1650"], ["huur", "550"], ["energie", "180"], ["zorg", "140"], ["boodschappen", "400"]]) {
      await desk.page.fill(`#${name}`, amount);
    }
    await desk.page.getByRole("button", { name: "Bereken" }).click();
    await desk.page.getByText("380,00 per maand").waitFor();
    assert.equal(await desk.page.inputValue("#inkomen"), "1650", "what was typed is still there");
    assert.ok(!desk.page.url().includes("1650") && !desk.page.url().includes("?"), "and in no address");
    if (options.bypassCSP) {
      assert.deepEqual(await barriers(desk.page), []);
      const wide = await desk.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${wide} wide`);
    }
    await desk.context.close();
  }
});

test("the same without JavaScript", async () => {
  const plain = await signedIn(house, PEOPLE.consultant, { javaScriptEnabled: false });
  await plain.page.goto("/werk?stap=bellen");
  // Above the tasks may stand what a colleague noticed.
  await Promise.all([plain.page.waitForEvent("load"), plain.page.locator(".werklijst [data-rij]").first().click()]);
  await plain.page.locator("button[value=geen-gehoor]").click();
  await plain.page.waitForURL(/klaar=/);
  assert.match(await plain.page.locator("[role=status]").first().innerText(), /geen gehoor/);
  await plain.page.getByRole("button", { name: /Ongedaan maken/ }).first().click();
  await plain.page.waitForURL(/terug=1/);
  await plain.context.close();
});

/** Ends the session of somebody from another window, as she would at another computer. */
async function endedElsewhere(mail) {
  const other = await signedIn(house, mail);
  await other.page.goto("/mijn");
  await Promise.all([other.page.waitForEvent("load"), other.page.getByRole("button", { name: "Meld overal af, behalve hier" }).click()]);
  await other.context.close();
}

for (const javaScriptEnabled of [true, false]) {
  test(`what somebody typed outlives her session, with${javaScriptEnabled ? "" : "out"} JavaScript`, async () => {
    const { page: here, context: window } = await signedIn(house, PEOPLE.consultant, { javaScriptEnabled });
    await here.goto("/werk");
    await openFirst(here);
    const dossier = new URL(here.url()).pathname;
    await here.locator("summary", { hasText: "Klopt niet: betwist" }).click();
    await here.locator("#betwist-bedrag").fill("12,50");
    await here.locator("#waarom-betwist").fill("de rekening was dubbel");
    await endedElsewhere(PEOPLE.consultant);
    const send = here.locator("details[open]").getByRole("button", { name: /Leg vast/ });
    await Promise.all([here.waitForEvent("load"), send.click()]);
    assert.match(await here.getByRole("alert").innerText(), /wat u invulde, staat er daarna nog/);
    await Promise.all([here.waitForEvent("load"), here.locator(`button[value="${PEOPLE.consultant}"]`).click()]);
    assert.match(await here.getByRole("main").innerText(), /Dit is nog niet vastgelegd[\s\S]*12,50/);
    assert.equal(await here.locator("#notitie").inputValue(), "de rekening was dubbel");
    await Promise.all([here.waitForEvent("load"), here.getByRole("button", { name: "Leg alsnog vast" }).click()]);
    await here.goto(dossier);
    assert.match(await here.getByRole("main").innerText(), /de rekening was dubbel/);
    await window.close();
  });
}

test("an arrangement by keys: what was worked out is seen before it is recorded", async () => {
  await page.goto("/werk");
  const dossiers = await page.locator("[data-rij]").evaluateAll((rows) => rows.map((row) => row.href));
  for (const dossier of dossiers) {
    await page.goto(dossier);
    await press("r", /doe\/regeling/);
    if (await page.locator("#aantal").count()) break;
  }
  // What is typed and not worked out yet cannot be recorded as it was before.
  const button = page.locator("#uitkomst button.hoofd");
  await page.locator("#aantal").selectText();
  await page.locator("#aantal").pressSequentially("2");
  assert.ok(await button.isDisabled(), "what stands there is of before");
  const slow = async (route) => { await new Promise((later) => setTimeout(later, 400)); await route.continue(); };
  await page.route(/doe\/regeling\?/, slow);
  await page.locator("#dag").focus();
  assert.ok(await button.isDisabled(), "and not while it is being worked out either");
  await page.locator("#uitkomst button.hoofd:enabled", { hasText: /in 2.termijnen/ }).waitFor();
  await page.unroute(/doe\/regeling\?/, slow);
  keys = 2;
  await page.locator("#aantal").fill("3");
  await press("Control+Enter");
  await page.waitForFunction(() => document.activeElement.matches("#uitkomst button.hoofd"));
  const shown = await page.evaluate(() => document.activeElement.textContent);
  assert.match(shown, /in 3.termijnen/, "the terms of what was typed");
  if (/Vraag akkoord/.test(shown)) await page.locator("#uitkomst textarea").fill("dit houdt zij vol");
  await press("Control+Enter", /klaar=/);
  assert.ok(keys <= 6, `${keys} keys`);
  assert.match(await said(), /regeling: .*in 3.termijnen/);
  await press("u", /terug=1/);
});
