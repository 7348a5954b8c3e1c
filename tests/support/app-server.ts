import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface AppProcess {
  readonly child: ChildProcess;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** The exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface AppServer {
  readonly url: string;
  readonly stateDir: string;
  readonly process: AppProcess;
  /** Sends SIGTERM to npm and answers how many milliseconds everything took to end; removes its own state folder. */
  stop(): Promise<number>;
}

const running = new Set<ChildProcess>();

/** Ends whatever a test left running, failed ones above all; call it in `afterEach` or `afterAll`. */
export async function stopAll(): Promise<void> {
  const children = [...running];
  for (const child of children) child.kill("SIGTERM");
  await Promise.all(children.map((child) => new Promise((resolve) => child.once("close", resolve))));
}

const READY_WITHIN_MS = 60_000;

/** Starts `npm start` with these variables and nothing of the caller's own OpsIQ settings. */
export function startNpm(env: Record<string, string>): AppProcess {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OPSIQ|LLM|GROQ|AIRIA|MODULATE|LIGHTDASH|DATADOG)_/.test(name)),
  );
  const child = spawn("npm", ["start", "--silent"], {
    cwd: process.cwd(),
    env: { ...inherited, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    printed += chunk;
  });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  void ended.then(() => running.delete(child));
  return { child, output: () => printed, ended };
}

/** The built app on a free port, with a fresh state folder unless one is given. Resolves once /api/health answers. */
export async function startApp(env: Record<string, string> = {}): Promise<AppServer> {
  const ownState = env.OPSIQ_STATE_DIR === undefined;
  const stateDir = env.OPSIQ_STATE_DIR ?? mkdtempSync(join(tmpdir(), "opsiq-state-"));
  const port = await freePort();
  const npm = startNpm({ PORT: String(port), HOST: "127.0.0.1", ...env, OPSIQ_STATE_DIR: stateDir });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const asked = Date.now();
    npm.child.kill("SIGTERM");
    await npm.ended;
    const tookMs = Date.now() - asked;
    if (ownState) rmSync(stateDir, { recursive: true, force: true });
    return tookMs;
  };
  if (!(await answersInTime(`${url}/api/health`, npm))) {
    await stop();
    throw new Error(`The app did not answer. It printed:\n${npm.output()}`);
  }
  return { url, stateDir, process: npm, stop };
}

async function answersInTime(address: string, npm: AppProcess): Promise<boolean> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && npm.child.exitCode === null) {
    const status = await fetch(address).then(
      (response) => response.status,
      () => null,
    );
    if (status === 200) return true;
    await sleep(50);
  }
  return false;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
