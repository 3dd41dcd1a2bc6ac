// A small landlord of its own for the tests: the demo, made and served by the executable, and a browser to look with.
//
// HOUVAST names the executable, CHROMIUM the browser (else the one on the path of Debian). Screenshots land in PICTURES.
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const EXECUTABLE = process.env.HOUVAST ?? new URL("../../../target/release/houvast", import.meta.url).pathname;
export const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** How it is started: alone, without asking anybody for anything. */
export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Where screenshots land, to be looked at. */
export const PICTURES = process.env.PICTURES ?? new URL("../../../target/pictures", import.meta.url).pathname;

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What keeps people out of a page, as axe finds it: a line for each kind, with the first places. */
export async function barriers(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }), RULES);
  return violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** People of the demo. */
export const PEOPLE = {
  consultant: "sandra@voorbeeldwonen.example",
  leader: "karim@voorbeeldwonen.example",
  administrator: "joke@voorbeeldwonen.example",
  employee: "mo@voorbeeldwonen.example",
};

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((found) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

/** Makes the landlord, serves it, and starts the browser. */
export async function open() {
  const folder = mkdtempSync(join(tmpdir(), "houvast-browser-"));
  const port = await freePort();
  const site = `http://127.0.0.1:${port}`;
  const options = ["demo", "--map", join(folder, "demo"), "--woningen", "1200", "--nachten", "12"];
  const server = spawn(EXECUTABLE, [...options, "--adres", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let told = "";
  server.stdout.on("data", (text) => (told += text));
  server.stderr.on("data", (text) => (said += text));
  for (let tries = 0; ; tries++) {
    if (await fetch(site).then((answer) => answer.ok, () => false)) break;
    if (server.exitCode !== null || tries > 1200) throw new Error(`the demo does not start: ${said.slice(-2000)}`);
    await new Promise((later) => setTimeout(later, 100));
  }
  const code = told.match(/\/b\/([0-9A-Z]{8})/)?.[1];
  return { code, demo: join(folder, "demo"), ...(await withBrowser(site, server, folder)) };
}

/** Serves a folder in which nothing is yet; `key` is where the first visit begins. */
export async function begin() {
  const folder = mkdtempSync(join(tmpdir(), "houvast-begin-"));
  const port = await freePort();
  const site = `http://127.0.0.1:${port}`;
  const options = ["serve", "--map", join(folder, "mijn-woningen"), "--adres", `127.0.0.1:${port}`];
  const server = spawn(EXECUTABLE, options, { stdio: ["ignore", "pipe", "pipe"] });
  const key = await new Promise((found, lost) => {
    let said = "";
    server.stdout.on("data", (text) => {
      said += text;
      const address = said.match(/\/begin\/sleutel\/[0-9a-f]+/);
      if (address) found(address[0]);
    });
    server.on("exit", () => lost(new Error(`it does not serve: ${said}`)));
  });
  return { key, ...(await withBrowser(site, server, folder)) };
}

async function withBrowser(site, server, folder) {
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  mkdirSync(PICTURES, { recursive: true });
  return {
    site,
    browser,
    async close() {
      await browser.close();
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A window of its own in which somebody has signed in; `options` are those of a browser context. */
export async function signedIn(house, mail, options = {}) {
  const context = await house.browser.newContext({ baseURL: house.site, locale: "nl-NL", ...options });
  const page = await context.newPage();
  const objections = [];
  page.on("console", (line) => line.type() === "error" && objections.push(line.text()));
  page.on("pageerror", (error) => objections.push(String(error)));
  await page.goto("/aanmelden");
  await page.locator(`button[value="${mail}"]`).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/aanmelden"));
  return { context, page, objections };
}
