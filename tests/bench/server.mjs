import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../../scripts/child-process.mjs";

/** Starts `npm start` on a free port and answers once /api/health does, with how long that took. */
export async function startServer({ stateDir = mkdtempSync(join(tmpdir(), "opsiq-bench-")) } = {}) {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn("npm", ["start", "--silent"], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), HOST: "127.0.0.1", OPSIQ_STATE_DIR: stateDir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}/api/health`))) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    await sleep(20);
  }
  const readyMs = performance.now() - startedAt;
  const stop = async ({ keepState = false } = {}) => {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await ended;
    if (!keepState) rmSync(stateDir, { recursive: true, force: true });
  };
  return { url, readyMs, stateDir, pid: child.pid, stop };
}

/** Resident memory in MB of a process and all under it, by name (Linux). */
export function residentMegabytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const read = (name) => status.match(new RegExp(`^${name}:\\s+(.+)$`, "m"))?.[1] ?? "";
  const own = { name: read("Name"), megabytes: Math.round(Number.parseInt(read("VmRSS"), 10) / 1024) };
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
  );
  return [own, ...children.flatMap((child) => residentMegabytes(Number(child)))];
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function answers(address) {
  return fetch(address).then(
    (response) => response.ok,
    () => false,
  );
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
