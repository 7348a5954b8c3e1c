import type { Browser, Locator, Page } from "playwright-core";
import { type AppServer, startApp, stopAll } from "@/tests/support/app-server";
import { launchBrowser } from "@/tests/support/browser";

jest.setTimeout(240_000);

let app: AppServer;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`${page.url()}: ${message.text()}`);
  });
});
afterAll(async () => {
  await browser?.close();
  await stopAll();
});
afterEach(() => expect(troubles.splice(0)).toEqual([]));

/** The words on the page, without white space: an amount is drawn in several parts. */
const textOf = async (part: Locator) => ((await part.textContent()) ?? "").replaceAll(/\s/g, "");

test("an investigation from Mission Control: six cases, $2,478.00, three actions", async () => {
  await page.goto(app.url);
  await page.getByRole("button", { name: /^Run investigation/ }).click();
  await page.getByRole("button", { name: /^Run investigation/ }).waitFor();
  const hero = page.getByRole("region", { name: "Money at risk" });
  await hero.getByText("6 open cases").waitFor();
  expect(await textOf(hero)).toContain("$2,478.00");
  await page.getByRole("region", { name: "Investigation" }).waitFor();
});

test("triage ranks the EMEA refund spike first", async () => {
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /^Triage/ })
    .click();
  const rows = page.getByRole("region", { name: "Cases" }).locator("tbody tr");
  await rows.first().waitFor();
  expect(await rows.count()).toBe(6);
  expect(await textOf(rows.first())).toContain("$1,128.00");
});

test("the duplicate refund, marked as a false positive, falls to $127.50 and medium at the rerun", async () => {
  const row = page.getByRole("region", { name: "Cases" }).locator("tbody tr").filter({ hasText: "$150.00" });
  await row.getByRole("link").first().click();
  const verdict = page.getByRole("region", { name: "Verdict" });
  await verdict.getByRole("button", { name: /^False positive/ }).click();
  await verdict.getByText("False positive recorded.").waitFor();
  await verdict.getByRole("button", { name: "Rerun triage" }).click();
  await page.getByText("$127.50").first().waitFor();
  const judged = page.getByRole("region", { name: "Cases" }).locator("tbody tr").filter({ hasText: "$127.50" });
  await judged.getByRole("img", { name: "confidence medium" }).waitFor();
});

test("QA Lab shows the change of memory, the evaluation and the reasoning", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "QA Lab" }).click();
  const tabs = page.getByRole("navigation", { name: "QA Lab" });
  for (const tab of await tabs.getByRole("link").all()) {
    await tab.click();
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  expect(await textOf(page.locator("main"))).not.toMatch(/undefined|NaN|\[object/);
});

test("the analyst explains the month, with chart, SQL, confidence and follow-ups", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Analyst" }).click();
  await page.getByRole("combobox", { name: "Question" }).fill("Why is revenue down this month?");
  await page.getByRole("button", { name: /^Ask/ }).click();
  await page.getByRole("article", { name: "Answer" }).waitFor();
  await page.getByRole("complementary", { name: "Confidence" }).waitFor();
  await page.getByRole("tab", { name: "SQL" }).click();
  expect(await textOf(page.locator("main"))).toMatch(/select/i);
});

test("sponsors shows four integrations, each in mock mode with its request", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sponsors" }).click();
  for (const name of ["Datadog", "Lightdash", "Airia", "Modulate"]) {
    const card = page.getByRole("region", { name, exact: true });
    await card.getByText(/mock/i).first().waitFor();
    await page.getByRole("group", { name: `Request of ${name}` }).waitFor();
  }
});

test("data shows the seven tables, and a folder that is not there is refused in words", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Data" }).click();
  const tables = page.getByRole("region", { name: "Tables" });
  for (const name of [
    "customers",
    "subscriptions",
    "invoices",
    "payments",
    "refunds",
    "usage_events",
    "signal_events",
  ]) {
    await tables.getByText(name, { exact: true }).first().waitFor();
  }
});
