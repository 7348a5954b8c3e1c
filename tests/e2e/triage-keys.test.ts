import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import { Feedback } from "@/lib/contract/feedback";
import { callApi } from "@/tests/support/api-client";
import { type AppServer, startApp, stopAll } from "@/tests/support/app-server";
import { launchBrowser } from "@/tests/support/browser";

jest.setTimeout(240_000);

let app: AppServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  await callApi(app.url, "runInvestigation");
});
afterAll(async () => {
  await browser?.close();
  await stopAll();
});

/** Asks until the answer is the one expected; the last answer is what the test then compares. */
async function settled<T>(ask: () => Promise<T>, expected: T): Promise<T> {
  const until = Date.now() + 15_000;
  let answer = await ask();
  while (answer !== expected && Date.now() < until) {
    await page.waitForTimeout(100);
    answer = await ask();
  }
  return answer;
}

const rows = () => page.getByRole("region", { name: "Cases" }).locator("tbody tr");
async function live(): Promise<Feedback[]> {
  const { feedback } = await callApi(app.url, "listFeedback");
  return z
    .array(Feedback)
    .parse(feedback)
    .filter((entry) => entry.live);
}

test("six keys without a pause judge six cases, each the one on the page, and six undo them all", async () => {
  await page.goto(`${app.url}/triage`, { waitUntil: "networkidle" });
  const { cases } = await callApi(app.url, "listCases");
  for (const key of "exexex") await page.keyboard.press(key);
  expect(await settled(async () => (await live()).length, 6)).toBe(6);
  const given = new Map((await live()).map((entry) => [entry.caseId, entry.verdict]));
  expect(cases.map((one) => given.get(one.id))).toEqual(
    [..."exexex"].map((key) => (key === "e" ? "approve" : "false_positive")),
  );
  for (let undo = 0; undo < 6; undo += 1) await page.keyboard.press("u");
  expect(await settled(async () => (await live()).length, 0)).toBe(0);
});

test("the address of the open case reloads to it", async () => {
  await page.keyboard.press("k");
  const title = await page.getByRole("article").getAttribute("aria-label");
  const { cases } = await callApi(app.url, "listCases");
  // The case is there at once, its address when the server has answered.
  await page.waitForURL(`**/triage?case=${cases.find((one) => one.title === title)?.id}`);
  await page.reload();
  expect(await page.getByRole("article").getAttribute("aria-label")).toBe(title);
});

test("chosen cases close at once and come back by one key", async () => {
  await rows().first().getByRole("checkbox").click();
  await page.keyboard.down("Shift");
  await rows().nth(2).getByRole("checkbox").click();
  await page.keyboard.up("Shift");
  await page.keyboard.press("c");
  await page.getByText("3 cases: closed.").waitFor();
  expect(await settled(() => rows().count(), 3)).toBe(3);
  await page.keyboard.press("u");
  expect(await settled(() => rows().count(), 6)).toBe(6);
});
