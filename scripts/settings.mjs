import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./child-process.mjs";

/**
 * Loads `.env` (variables already set win) and checks every setting by the schema of lib/env.ts, in a process of its
 * own so that the launcher stays small. Ends with one sentence naming each variable at fault.
 */
export function loadSettings() {
  const file = join(ROOT, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const script = join(import.meta.dirname, "check-settings.mjs");
  const checked = spawnSync(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
  if (checked.status !== 0) process.exit(1);
  return JSON.parse(checked.stdout);
}
