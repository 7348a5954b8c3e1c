import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

interface Lock {
  packages: Record<string, Record<string, unknown>>;
}

/** The script is an ES module that Node runs as it is; jest would have to transform it. */
function callScript(name: string, lock: Lock): unknown {
  const code = `import { ${name} } from "./scripts/complete-lock.mjs";
    console.log(JSON.stringify(${name}(JSON.parse(process.argv[1]))));`;
  return JSON.parse(
    execFileSync("node", ["--input-type=module", "-e", code, JSON.stringify(lock)], { encoding: "utf8" }),
  );
}

const lock: Lock = {
  packages: {
    "": { name: "app", optionalDependencies: { "tool-darwin-arm64": "^1.2.3", "tool-linux-x64": "1.2.3" } },
    "node_modules/tool-linux-x64": { version: "1.2.3", resolved: "https://registry.example/tool.tgz" },
    "node_modules/a": { version: "1.0.0", optionalDependencies: { nested: "2.0.0", absent: "~3.0.0" } },
    "node_modules/a/node_modules/nested": { version: "2.0.0" },
  },
};

test("finds the optional entries that npm left out, nested ones counted as there", () => {
  expect(callScript("missingOptionalEntries", lock)).toEqual([
    { name: "tool-darwin-arm64", range: "^1.2.3" },
    { name: "absent", range: "~3.0.0" },
  ]);
});

test("adds them with their platform, takes addresses out, and is then content", () => {
  const completed = callScript("completeLock", lock) as Lock;
  expect(completed.packages["node_modules/tool-darwin-arm64"]).toEqual({
    version: "1.2.3",
    optional: true,
    cpu: ["arm64"],
    os: ["darwin"],
  });
  expect(completed.packages["node_modules/tool-linux-x64"]).toEqual({ version: "1.2.3" });
  expect(callScript("missingOptionalEntries", completed)).toEqual([]);
  expect(callScript("entriesWithAddress", completed)).toEqual([]);
  expect(callScript("completeLock", completed)).toEqual(completed);
});

test("the project's own lock is whole and brings a Node for each platform", () => {
  const own: Lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const optional = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).optionalDependencies);
  expect(optional.filter((name) => own.packages[`node_modules/${name}`] === undefined)).toEqual([]);
});
