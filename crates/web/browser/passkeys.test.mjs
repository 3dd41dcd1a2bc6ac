// Passkeys in a real browser, with an authenticator that Chromium plays: adding one at the own account, coming in with it without
// typing anything, and a copy that is refused. Passkeys are tied to a name, so the pages are opened as localhost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, PEOPLE } from "./house.mjs";

let house;
let site;
before(async () => { house = await open(); site = house.site.replace("127.0.0.1", "localhost"); });
after(() => house?.close());

/** A window with a telephone beside it that has a finger on it. */
async function withDevice() {
  const context = await house.browser.newContext({ baseURL: site, locale: "nl-NL" });
  const page = await context.newPage();
  const objections = [];
  page.on("console", (line) => line.type() === "error" && objections.push(line.text()));
  page.on("pageerror", (error) => objections.push(String(error)));
  const device = await context.newCDPSession(page);
  await device.send("WebAuthn.enable");
  const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { context, page, device, authenticatorId, objections };
}

async function signInAs(page, mail) {
  await page.goto("/aanmelden");
  await page.locator(`button[value="${mail}"]`).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/aanmelden"));
}

async function signOut(page) {
  await page.goto("/mijn");
  await page.getByRole("button", { name: "Afmelden", exact: true }).last().click();
  await page.waitForURL(/\/aanmelden/);
}

async function addPasskey(page, name) {
  await page.goto("/mijn");
  await page.getByLabel("Hoe noemt u deze passkey?").fill(name);
  await page.getByRole("button", { name: "Passkey toevoegen" }).click();
  await page.waitForURL(/klaar=passkey/);
}

test("a passkey is added, opens the door without a name, and is removed", async () => {
  const { context, page, device, authenticatorId, objections } = await withDevice();
  await signInAs(page, PEOPLE.leader);
  await addPasskey(page, "Mijn telefoon");
  await page.getByRole("rowheader", { name: "Mijn telefoon", exact: true }).waitFor();
  const { credentials } = await device.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].isResidentCredential, true);
  assert.equal(credentials[0].rpId, "localhost");

  await signOut(page);
  await page.goto("/aanmelden?naar=%2Fhuurders");
  await page.getByRole("button", { name: "Aanmelden met een passkey" }).click();
  await page.waitForURL(/\/huurders$/);
  await page.goto("/mijn");
  assert.match(await page.getByRole("main").innerText(), /Karim Aydin/);
  assert.match(await page.getByRole("table", { name: "Waar u bent aangemeld" }).innerText(), /\(hier\)\s+passkey/);

  await page.getByRole("button", { name: "Verwijder Mijn telefoon" }).click();
  await page.waitForURL(/klaar=passkey-weg/);
  await signOut(page);
  await page.getByRole("button", { name: "Aanmelden met een passkey" }).click();
  await page.waitForURL(/\/aanmelden\/passkey$/);
  assert.match(await page.getByRole("alert").first().innerText(), /kennen wij hier niet/);
  assert.deepEqual(objections.filter((line) => !line.includes("422")), []);
  await context.close();
});

test("a device with several people asks nothing: whose passkey it is, that person comes in", async () => {
  const { context, page, device, authenticatorId } = await withDevice();
  await signInAs(page, PEOPLE.consultant);
  await addPasskey(page, "Sleutelhanger");
  await signOut(page);
  await page.getByRole("button", { name: "Aanmelden met een passkey" }).click();
  await page.waitForURL(/\/werk$/);
  await page.goto("/mijn");
  assert.match(await page.getByRole("main").innerText(), /Sandra de Boer/);

  // A copy of the passkey is used elsewhere later on: its counter stayed behind.
  const { credentials: [own] } = await device.send("WebAuthn.getCredentials", { authenticatorId });
  await device.send("WebAuthn.clearCredentials", { authenticatorId });
  await device.send("WebAuthn.addCredential", { authenticatorId, credential: { ...own, signCount: 0 } });
  await signOut(page);
  await page.getByRole("button", { name: "Aanmelden met een passkey" }).click();
  await page.waitForURL(/\/aanmelden\/passkey$/);
  assert.match(await page.getByRole("alert").first().innerText(), /misschien gekopieerd/);
  await context.close();
});

test("who breaks off is told so, and the other way in is still there", async () => {
  const { context, page } = await withDevice();
  // What a browser does when somebody closes its window.
  await page.addInitScript(() => { navigator.credentials.get = () => Promise.reject(new DOMException("", "NotAllowedError")); });
  await page.goto("/aanmelden");
  await page.getByRole("button", { name: "Aanmelden met een passkey" }).click();
  await page.getByText("niet gelukt of niet afgemaakt").waitFor();
  await page.locator(`button[value="${PEOPLE.leader}"]`).click();
  await page.waitForURL(/\/werk$/);
  await context.close();
});

test("without JavaScript there is no passkey and nothing in the way", async () => {
  const context = await house.browser.newContext({ baseURL: site, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/aanmelden");
  assert.equal(await page.getByRole("button", { name: "Aanmelden met een passkey" }).isVisible(), false);
  await page.locator(`button[value="${PEOPLE.leader}"]`).click();
  await page.waitForURL(/\/werk$/);
  await context.close();
});

test("keys do what their owner chose: nothing, or only with Alt", async () => {
  const context = await house.browser.newContext({ baseURL: site });
  const page = await context.newPage();
  await signInAs(page, PEOPLE.consultant);
  const choose = async (name) => {
    await page.goto("/mijn");
    await page.getByRole("radio", { name }).check();
    await page.getByRole("button", { name: "Bewaren" }).click();
    await page.waitForURL(/klaar=toetsen/);
    await page.goto("/werk");
  };
  const walked = () => page.evaluate(() => document.activeElement?.hasAttribute("data-rij") ?? false);
  await choose(/Uit/);
  await page.keyboard.press("j");
  assert.equal(await walked(), false);
  assert.equal(await page.locator("kbd").first().isVisible(), false, "no key is shown that does nothing");
  await choose(/Alt/);
  await page.keyboard.press("j");
  assert.equal(await walked(), false);
  await page.keyboard.press("Alt+j");
  assert.equal(await walked(), true);
  await choose(/Aan/);
  await page.keyboard.press("j");
  assert.equal(await walked(), true);
  await context.close();
});
