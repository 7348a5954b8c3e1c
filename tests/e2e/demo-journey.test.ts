import { readFileSync } from "node:fs";
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
    if (message.type() === "error") troubles.push(`${page.url()}: ${message.text()} ${message.location().url}`);
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

test("a detector tells its accuracy and previews what switching it off would lose; a custom one waits", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Detectors" }).click();
  expect(await textOf(page.getByRole("region", { name: "Custom detectors" }))).toContain("Proposed");
  await page.getByRole("link", { name: "Refund spike" }).click();
  await page.getByRole("heading", { level: 1, name: "Refund spike" }).waitFor();
  expect(await textOf(page.getByRole("region", { name: "Measured accuracy" }))).toMatch(/Precision[\d.]+%/);
  await page.getByRole("checkbox", { name: /^On/ }).uncheck();
  await page.getByRole("button", { name: "Preview" }).click();
  expect(await textOf(page.getByRole("region", { name: "Preview" }))).toContain("-$1,128.00");
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

const ask = async (question: string) => {
  await page.goto(`${app.url}/analyst?q=${encodeURIComponent(question)}`);
  await page.getByRole("article", { name: "Answer" }).waitFor();
};
const sentence = () => textOf(page.getByRole("article", { name: "Answer" }).locator("p").first());
const download = async (button: "PNG" | "CSV") => {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return readFileSync(await file.path());
};

test.each([
  ["an indicator", "net revenue last month", /^Net revenue \(USD\)\r\n[\d.]+\r\n$/],
  ["a line", "refunds by week this year", /^Period,Refunds \(USD\)\r\n/],
  ["bars", "refunds by region, last 6 months", /\r\nEMEA,[\d.]+\r\n/],
  ["grouped bars", "compare refunds by region this month vs last month", /\r\nEMEA,1567.61,350.00,1217.61,/],
  ["a heatmap", "refunds by region and country this year", /\r\nNA,US,[\d.]+\r\n/],
  ["a waterfall", "Why is revenue down this month?", /^Part,Level or step,Amount \(USD\)\r\n.*,level,[\d.]+\r\n/],
])("%s is saved as PNG and CSV, and its link gives the same answer again", async (_, question, csv) => {
  await ask(question);
  const said = await sentence();
  const png = await download("PNG");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2160, 880]);
  expect((await download("CSV")).toString()).toMatch(csv);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Link", exact: true }).click();
  await page.getByText("link copied").waitFor();
  await page.goto(await page.evaluate(() => navigator.clipboard.readText()));
  expect(await sentence()).toBe(said);
});

test("a chip, a follow-up and a part of a change each lead to an answer of their own", async () => {
  await ask("revenue by month, last 12 months");
  const chips = page.getByRole("navigation", { name: "Other readings" });
  await chips.getByRole("link", { name: "Invoiced revenue" }).click();
  await page.getByText("Invoiced revenue by month in the last 12 months", { exact: false }).first().waitFor();
  await page.getByRole("navigation", { name: "Go on with" }).getByRole("link").first().click();
  await page.getByRole("region", { name: "Why", exact: true }).waitFor();
  await page.getByRole("region", { name: "Why", exact: true }).getByRole("link", { name: "EMEA", exact: true }).click();
  await page
    .getByText(/for region EMEA/)
    .first()
    .waitFor();
});

test("a page runs no inline script without its nonce", async () => {
  const response = await page.goto(app.url);
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+';/);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.documentElement.dataset.ran = 'yes'";
    document.body.append(script);
    return document.documentElement.dataset.ran ?? "no";
  });
  expect(ran).toBe("no");
  expect(troubles.splice(0).every((text) => text.includes("Content Security Policy"))).toBe(true);
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
