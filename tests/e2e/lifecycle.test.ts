import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startApp, startNpm, stopAll } from "@/tests/support/app-server";

jest.setTimeout(120_000);

afterEach(stopAll);

test("health answers at both paths, with the headers that guard the pages", async () => {
  const { url } = await startApp();
  for (const path of ["/api/health", "/health"]) {
    const response = await fetch(url + path);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "ok", mode: "mock", faults: [] });
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(response.headers.get("x-powered-by")).toBeNull();
  }
});

test("SIGTERM to npm ends everything within 10 s and cleanly, with streams open", async () => {
  const { url, stop, process: npm } = await startApp();
  const run = await fetch(`${url}/api/monitor/run`, { method: "POST", headers: { prefer: "respond-async" } });
  expect(run.status).toBe(202);
  const streams = await Promise.all(
    Array.from({ length: 5 }, () => fetch(`${url}${run.headers.get("location")}/events`)),
  );
  for (const stream of streams) expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(await stop()).toBeLessThan(10_000);
  expect(await npm.ended).toBe(0);
  await Promise.all(streams.map((stream) => stream.text()));
  await expect(fetch(`${url}/api/health`)).rejects.toThrow();
});

test("a second server on the same state folder is refused with a sentence, and a killed one leaves it free", async () => {
  const first = await startApp();
  const second = startNpm({ PORT: String(await freePort()), OPSIQ_STATE_DIR: first.stateDir });
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/^OpsIQ cannot start: .+/m);
  expect((await fetch(`${first.url}/api/health`)).status).toBe(200);

  first.process.child.kill("SIGKILL");
  const third = await startApp({ OPSIQ_STATE_DIR: first.stateDir });
  expect((await fetch(`${third.url}/api/health`)).status).toBe(200);
});

test("a port that is in use is one sentence", async () => {
  const holder = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => holder.listen(port, "127.0.0.1", resolve));
  const npm = startNpm({ PORT: String(port), OPSIQ_STATE_DIR: mkdtempSync(join(tmpdir(), "opsiq-state-")) });
  expect(await npm.ended).toBe(1);
  expect(npm.output().trim()).toMatch(/^PORT: \d+ on 127\.0\.0\.1 is in use; .+\.$/);
  await new Promise((resolve) => holder.close(resolve));
});

test.each([
  ["PORT", "abc"],
  ["OPSIQ_MODE", "live"],
  ["LLM_BASE_URL", "nonsense"],
])("%s=%s ends at once, naming the variable", async (name, value) => {
  const npm = startNpm({ PORT: String(await freePort()), [name]: value });
  expect(await npm.ended).toBe(1);
  expect(npm.output().trim()).toMatch(new RegExp(`^A setting is not valid: ${name}: [^\\n]+$`));
});
