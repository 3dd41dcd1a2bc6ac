// Signing in at a real OpenID Connect service that was not written here (oidc-provider, certified), with the real executable and a real
// browser: an invited colleague, a stranger, somebody without a role, roles that change there, a broken-off visit, signing out.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { Provider } from "oidc-provider";
import { EXECUTABLE, FLAGS, BROWSER, freePort } from "./house.mjs";

/** People of the service, by the name they type there. */
const people = {
  sandra: { email: "sandra@voorbeeldwonen.example", email_verified: true, name: "Sandra de Boer", roles: ["Houvast.Consulent"] },
  nieuw: { email: "noor@voorbeeldwonen.example", email_verified: true, name: "Noor Proef", roles: ["Iets.Anders", "Houvast.Controle"] },
  zonder: { email: "zonder@voorbeeldwonen.example", email_verified: true, name: "Zonder Rol", roles: ["Iets.Anders"] },
  ongezien: { email: "karim@voorbeeldwonen.example", email_verified: false, name: "Niet Karim", roles: ["Houvast.Leider"] },
};
const SECRET = "een-geheim-van-deze-proef-alleen";

let folder;
let site;
let server;
let service;
let browser;

async function startService(port, back) {
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "houvast", client_secret: SECRET, grant_types: ["authorization_code"], response_types: ["code"],
      redirect_uris: [`${back}/aanmelden/terug`], post_logout_redirect_uris: [`${back}/aanmelden`],
    }],
    claims: { openid: ["sub", "roles"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: `nummer-${id}`, ...people[id] }) },
  });
  service = createServer(provider.callback());
  await new Promise((listening) => service.listen(port, "localhost", listening));
  return issuer;
}

const settings = (issuer, more) => `adres = "${site}"

[elders]
naam = "Voorbeeld ID"
uitgever = "${issuer}"
client = "houvast"
geheim = "HOUVAST_PROEF_GEHEIM"
rollen_uit = "roles"
${more}

[[elders.rol]]
waarde = "Houvast.Leider"
rol = "teamleider"

[[elders.rol]]
waarde = "Houvast.Consulent"
rol = "huurconsulent"

[[elders.rol]]
waarde = "Houvast.Controle"
rol = "controleur"
`;

async function serve(port) {
  const environment = { ...process.env, HOUVAST_PROEF_GEHEIM: SECRET };
  const options = ["serve", "--map", folder, "--adres", `127.0.0.1:${port}`];
  server = spawn(EXECUTABLE, options, { stdio: ["ignore", "ignore", "pipe"], env: environment });
  let said = "";
  server.stderr.on("data", (text) => (said += text));
  for (let tries = 0; ; tries++) {
    if (await fetch(`${site}/aanmelden`).then((answer) => answer.ok, () => false)) return;
    if (server.exitCode !== null || tries > 300) throw new Error(`it does not serve: ${said.slice(-2000)}`);
    await new Promise((later) => setTimeout(later, 100));
  }
}

before(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "houvast-elders-")), "demo");
  const port = await freePort();
  site = `http://localhost:${port}`;
  const made = spawnSync(EXECUTABLE, ["demo", "--map", folder, "--woningen", "300", "--nachten", "3", "--zonder-pagina"]);
  assert.equal(made.status, 0, String(made.stderr));
  // From here on it is no demo any more: nobody chooses whom to be.
  rmSync(join(folder, ".houvast-demo"));
  const issuer = await startService(await freePort(), site);
  writeFileSync(join(folder, "aanmelden.toml"), settings(issuer, 'nieuw = "meteen"\nbegint_met_wijken = ["alle"]'));
  await serve(port);
  browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
});
after(async () => {
  await browser?.close();
  server?.kill();
  service?.close();
  if (folder) rmSync(join(folder, ".."), { recursive: true, force: true });
});

/** A window in which somebody signs in at the service; it ends where that leads to. */
async function arrive(name, from = "/aanmelden") {
  const context = await browser.newContext({ baseURL: site, locale: "nl-NL" });
  const page = await context.newPage();
  await page.goto(from);
  await page.getByRole("link", { name: "Aanmelden met Voorbeeld ID" }).click();
  await page.locator('input[name="login"]').fill(name);
  await page.locator('input[name="password"]').fill("om het even");
  await page.locator('button[type="submit"]').click();
  await page.locator('button[type="submit"]', { hasText: /continue/i }).click();
  await page.waitForURL((address) => address.origin === site);
  return { context, page };
}

const refusal = (page) => page.getByRole("alert").first().innerText();

test("an invited colleague comes in as herself, and where she wanted to be", async () => {
  const { context, page } = await arrive("sandra", "/aanmelden?naar=%2Fhuurders");
  assert.equal(new URL(page.url()).pathname, "/huurders");
  await page.goto("/mijn");
  const main = await page.getByRole("main").innerText();
  assert.match(main, /Sandra de Boer[\s\S]*huurconsulent/);
  assert.match(main, /aanmelddienst/);
  const cookies = await context.cookies(site);
  assert.ok(cookies.filter((one) => one.name.startsWith("houvast")).every((one) => one.httpOnly && one.sameSite === "Lax"));
  await context.close();
});

test("the role is what the service says, every time anew", async () => {
  people.sandra.roles = ["Houvast.Controle"];
  const { context, page } = await arrive("sandra");
  await page.goto("/mijn");
  assert.match(await page.getByRole("main").innerText(), /controleur/);
  people.sandra.roles = [];
  const again = await arrive("sandra");
  assert.match(await refusal(again.page), /geen rol die wij hier kennen/);
  people.sandra.roles = ["Houvast.Consulent"];
  await again.context.close();
  await context.close();
});

test("a colleague who is new gets an account, one without a role does not", async () => {
  const { context, page } = await arrive("nieuw");
  await page.goto("/mijn");
  assert.match(await page.getByRole("main").innerText(), /Noor Proef[\s\S]*controleur/);
  await context.close();
  const without = await arrive("zonder");
  assert.match(await refusal(without.page), /geen rol/);
  await without.context.close();
});

test("an address that nobody checked opens nobody's account", async () => {
  const { context, page } = await arrive("ongezien");
  assert.match(await refusal(page), /nagekeken/);
  await context.close();
});

test("an answer that belongs to no browser, or to another, opens nothing", async () => {
  const context = await browser.newContext({ baseURL: site });
  const page = await context.newPage();
  await page.goto("/aanmelden/terug?code=x&state=y");
  assert.match(await refusal(page), /andere browser/);
  await context.request.get("/aanmelden/elders", { maxRedirects: 0 });
  await page.goto("/aanmelden/terug?code=x&state=y");
  assert.match(await refusal(page), /hoort niet bij deze browser/);
  const sent = await context.request.get("/aanmelden/elders", { maxRedirects: 0 });
  const asked = new URL(sent.headers().location).searchParams;
  assert.equal(asked.get("code_challenge_method"), "S256");
  assert.ok(asked.get("nonce").length > 30 && asked.get("state").length > 30);
  await page.goto(`/aanmelden/terug?code=x&state=${asked.get("state")}`);
  assert.match(await refusal(page), /code werd niet ingewisseld/);
  const other = await context.request.get("/aanmelden/elders", { maxRedirects: 0 });
  const state = new URL(other.headers().location).searchParams.get("state");
  await page.goto(`/aanmelden/terug?code=x&state=${state}&iss=https%3A%2F%2Felders.example`);
  assert.match(await refusal(page), /andere uitgever/);
  await page.goto("/aanmelden/terug?error=access_denied&state=x");
  assert.equal(await page.getByRole("alert").count(), 1);
  await context.close();
});

test("who came in by the service shows there anew who she is before she adds a passkey", async () => {
  const { context, page } = await arrive("sandra");
  await page.goto("/mijn");
  assert.equal(await page.locator("[data-passkey=toevoegen]").count(), 0);
  await page.getByRole("link", { name: "Meld u opnieuw aan" }).click();
  // She is still signed in there, and is asked all the same.
  await page.locator('input[name="login"]').fill("sandra");
  await page.locator('input[name="password"]').fill("om het even");
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(`${site}/mijn`);
  await page.locator("[data-passkey=toevoegen]").waitFor();
  await context.close();
});

test("a form that outlived its session is offered again after signing in at the service", async () => {
  const { context, page } = await arrive("sandra");
  await page.goto("/werk");
  await Promise.all([page.waitForEvent("load"), page.locator("[data-rij]").first().click()]);
  await page.locator("#notitie").fill("zij belt morgen terug");
  const other = await arrive("sandra", "/aanmelden?naar=%2Fmijn");
  await Promise.all([other.page.waitForEvent("load"), other.page.getByRole("button", { name: /Meld overal af/ }).click()]);
  await other.context.close();
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: /Alleen notitie/ }).click()]);
  assert.match(await refusal(page), /staat er daarna nog/);
  // She is still signed in there.
  await page.getByRole("link", { name: "Aanmelden met Voorbeeld ID" }).click();
  await page.getByRole("heading", { name: "Dit is nog niet vastgelegd" }).waitFor();
  assert.equal(await page.locator("#notitie").inputValue(), "zij belt morgen terug");
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Leg alsnog vast" }).click()]);
  assert.match(page.url(), /klaar=/);
  await context.close();
});

test("signing out here says that one may still be signed in there", async () => {
  const { context, page } = await arrive("sandra");
  await page.goto("/mijn");
  await page.getByRole("button", { name: "Afmelden", exact: true }).last().click();
  await page.waitForURL(/afgemeld=elders/);
  const there = await page.getByRole("link", { name: "Meld ook daar af" }).getAttribute("href");
  assert.match(there, /session\/end\?client_id=houvast&post_logout_redirect_uri=/);
  await page.goto("/mijn");
  assert.match(page.url(), /\/aanmelden/);
  await context.close();
});
