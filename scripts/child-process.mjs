import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** A child that has not ended this long after it was asked to is killed. */
const KILL_AFTER_MS = 8_000;
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"];
const SIGNAL_EXIT_CODES = [128 + 15, 128 + 2, 128 + 1];

/** The script behind a package's command, so that it runs under this very Node and without a shell between. */
export function packageBin(name, bin = name) {
  const manifestPath = join(ROOT, "node_modules", name, "package.json");
  const manifest = createRequire(import.meta.url)(manifestPath);
  const path = typeof manifest.bin === "string" ? manifest.bin : manifest.bin[bin];
  return join(dirname(manifestPath), path);
}

/**
 * Runs a Node script to its end and answers its exit code. Signals to this process go to the child; a child that was
 * asked to end and did counts as 0, whatever it says. With `watchParent`, losing the parent counts as SIGTERM.
 */
export async function runNode(script, args, { env = {}, watchParent = false, onStart } = {}) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  let asked = false;
  let killer;
  const stop = (signal, reason = signal) => {
    if (!asked) console.log(`Stopping: ${reason}.`);
    asked = true;
    child.kill(signal);
    killer ??= setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  };
  const forwarders = SIGNALS.map((signal) => [signal, () => stop(signal === "SIGHUP" ? "SIGTERM" : signal, signal)]);
  for (const [signal, forward] of forwarders) process.on(signal, forward);
  const watcher = watchParent
    ? watchParentProcess(() => stop("SIGTERM", "the process that started this one is gone"))
    : undefined;
  onStart?.(child);
  try {
    const [code, signal] = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (...ended) => resolve(ended));
    });
    const ended = asked && (signal !== null || SIGNAL_EXIT_CODES.includes(code));
    return { code: ended ? 0 : (code ?? 1), asked };
  } finally {
    clearTimeout(killer);
    clearInterval(watcher);
    for (const [signal, forward] of forwarders) process.off(signal, forward);
  }
}

/** npm killed outright sends no signal; its child only sees that it has another parent now. */
function watchParentProcess(onLost) {
  const parent = process.ppid;
  const watcher = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watcher);
    onLost();
  }, 200);
  watcher.unref();
  return watcher;
}
