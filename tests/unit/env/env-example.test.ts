import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { parseSettings, SECRET_SETTINGS, Settings } from "@/lib/env";

const text = readFileSync(".env.example", "utf8");

test(".env.example lists exactly the settings of the schema, each once", () => {
  const names = [...text.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect([...names].sort()).toEqual(Object.keys(Settings.shape).sort());
  expect(new Set(names).size).toBe(names.length);
});

test("every setting has a one-line comment above it", () => {
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    if (/^[A-Z_]+=/.test(line)) expect([line, lines[at - 1]]).toEqual([line, expect.stringMatching(/^# \S.*\.$/)]);
  }
});

test("as shipped it says what the defaults say, and holds no secret", () => {
  const example = { ...parseEnv(text) };
  expect(parseSettings(example)).toEqual(parseSettings({}));
  for (const name of SECRET_SETTINGS) expect(example[name]).toBe("");
});
