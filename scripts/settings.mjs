import { existsSync } from "node:fs";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";
import { ROOT } from "./child-process.mjs";

/**
 * Loads `.env` (variables already set win) and checks every setting by the schema of lib/env.ts.
 * Ends the process with one sentence naming each variable at fault.
 */
export async function loadSettings() {
  const file = join(ROOT, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const { parseSettings } = await tsImport("../lib/env.ts", import.meta.url);
  try {
    return parseSettings(process.env);
  } catch (error) {
    console.error(`A setting is not valid: ${error.message}`);
    process.exit(1);
  }
}
