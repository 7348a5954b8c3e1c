import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PROJECT = process.cwd();
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "opsiq-imports-"));
  symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"));
  write({
    "tsconfig.json": JSON.stringify({ compilerOptions: { moduleResolution: "bundler", paths: { "@/*": ["./*"] } } }),
    "package.json": "{}",
    "lib/money.ts": "export const cents = 1;",
    "db/client.ts": 'import { cents } from "@/lib/money"; export const db = cents;',
    "agents/triage.ts": 'import { db } from "@/db/client"; export const triage = db;',
    "app/page.tsx": 'import { triage } from "@/agents/triage"; export default () => triage;',
  });
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function check(floor = 1): { code: number | null; faults: string } {
  const run = spawnSync("node", [join(PROJECT, "scripts/check-imports.mjs"), root, String(floor)], {
    encoding: "utf8",
  });
  return { code: run.status, faults: run.stderr };
}

test("a tree that keeps the rules passes", () => {
  expect(check()).toEqual({ code: 0, faults: "" });
});

test.each([
  ["lib-only-lib", "lib/wrong.ts", 'import { db } from "../db/client"; export const x = db;'],
  ["lib-only-lib", "lib/wrong.ts", 'import type { triage } from "@/agents/triage"; export type X = typeof triage;'],
  ["lib-no-vendor", "lib/wrong.ts", 'export { useState } from "react";'],
  ["lib-no-io", "lib/wrong.ts", 'export { readFile } from "node:fs";'],
  ["adapters-only-lib", "adapters/wrong.ts", 'import { db } from "@/db/client"; export const x = db;'],
  ["agents-not-app", "agents/wrong.ts", 'import page from "@/app/page"; export const x = page;'],
  ["app-not-state-internals", "app/wrong.ts", 'import { db } from "@/db/client"; export const x = db;'],
  ["next-only-in-app", "agents/wrong.ts", 'export { headers } from "next/headers";'],
  ["sqlite-only-in-db", "agents/wrong.ts", 'export { eq } from "drizzle-orm";'],
  ["duckdb-only-in-warehouse", "agents/wrong.ts", 'export { DuckDBInstance } from "@duckdb/node-api";'],
  ["pg-only-in-warehouse", "agents/wrong.ts", 'export { Pool } from "pg";'],
  ["openai-only-in-llm", "agents/wrong.ts", 'export { default as x } from "openai";'],
  ["client-no-server", "app/leaf.client.tsx", 'import { triage } from "@/agents/triage"; export const X = triage;'],
  [
    "components-presentational",
    "app/_components/x.tsx",
    'import { triage } from "@/agents/triage"; export const X = triage;',
  ],
  ["no-unresolved", "app/wrong.ts", 'import { gone } from "@/lib/gone"; export const x = gone;'],
  ["no-tests-in-source", "lib/wrong.ts", 'import { world } from "@/tests/support/world"; export const x = world;'],
])("%s stops %s: %s", (rule, path, text) => {
  write({ [path]: text, "tests/support/world.ts": "export const world = 1;" });
  const { code, faults } = check();
  expect(code).toBe(1);
  expect(faults).toContain(`(${rule})`);
  expect(faults).toContain(path);
});

test("adapters are joined in agents/context.ts alone", () => {
  const text = 'import { llm } from "@/adapters/llm"; export const x = llm;';
  write({ "adapters/llm.ts": "export const llm = 1;", "agents/context.ts": text });
  expect(check().code).toBe(0);
  write({ "agents/monitor.ts": text, "app/wrong.ts": text });
  expect(check().faults.match(/adapters-only-in-context/g)).toHaveLength(2);
});

test("a cycle is named with its whole path", () => {
  write({ "lib/a.ts": 'import "./b"; export const a = 1;', "lib/b.ts": 'import "./a"; export const b = 1;' });
  expect(check().faults).toMatch(/lib\/a\.ts -> lib\/b\.ts -> lib\/a\.ts|lib\/b\.ts -> lib\/a\.ts -> lib\/b\.ts/);
});

test("fewer modules than the floor fails", () => {
  expect(check(5)).toEqual({ code: 1, faults: "only 4 modules were read, fewer than the floor of 5\n" });
});
