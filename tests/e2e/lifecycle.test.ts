import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppServer, freePort, startApp, startNpm } from "@/tests/support/app-server";

jest.setTimeout(120_000);

const servers: AppServer[] = [];
async function start(env: Record<string, string> = {}): Promise<AppServer> {
  const server = await startApp(env);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

test("health answers at both paths, with the headers that guard the pages", async () => {
  const { url } = await start();
  for (const path of ["/api/health", "/health"]) {
    const response = await fetch(url + path);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "ok", mode: "mock", faults: [] });
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(response.headers.get("x-powered-by")).toBeNull();
  }
});

test("SIGTERM to npm ends everything within 10 s and cleanly, with requests open", async () => {
  const server = await start();
  const lingering = spawn("curl", ["-sN", "--max-time", "60", `${server.url}/api/runs`, `${server.url}/`], {
    stdio: "ignore",
  });
  expect(await server.stop()).toBeLessThan(10_000);
  expect(await server.process.ended).toBe(0);
  await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
  lingering.kill();
});

test("a second server on the same state folder is refused with a sentence, and a killed one leaves it free", async () => {
  const first = await start();
  const second = startNpm({ PORT: String(await freePort()), OPSIQ_STATE_DIR: first.stateDir });
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/^OpsIQ cannot start: .+/m);
  expect((await fetch(`${first.url}/api/health`)).status).toBe(200);

  first.process.child.kill("SIGKILL");
  const third = await start({ OPSIQ_STATE_DIR: first.stateDir });
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
