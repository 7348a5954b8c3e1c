import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Without these Chromium looks for its maker's servers at every start. */
const QUIET_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

interface FoundChromium {
  executablePath: string;
  args: string[];
  env?: Record<string, string>;
}

/** A headless Chromium with a profile of its own: `CHROMIUM_PATH`, the machine's, else the one an npm package ships. */
export async function launchBrowser(): Promise<Browser> {
  // A process of its own, because the package that ships Chromium is an ES module and jest loads CommonJS.
  const found: FoundChromium = JSON.parse(
    execFileSync("node", [join(process.cwd(), "tests/support/chromium-path.mjs")], { encoding: "utf8" }),
  );
  return chromium.launch({
    executablePath: found.executablePath,
    args: [...new Set([...found.args, ...QUIET_FLAGS])],
    env: definedOnly({ ...process.env, ...found.env }),
    headless: true,
  });
}

function definedOnly(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
