import { readdirSync, readFileSync } from "node:fs";
import { parseMapping } from "@/lib/mapping/parse-mapping";

const FOLDER = "data/mappings";

test.each(readdirSync(FOLDER).filter((name) => name.endsWith(".yml")))("%s is a mapping without a fault", (name) => {
  const { parsed, faults } = parseMapping(name, readFileSync(`${FOLDER}/${name}`, "utf8"));
  expect(faults).toEqual([]);
  expect(`${parsed?.mapping.name}.yml`).toBe(name);
  expect(parsed?.mapping.assumptions?.length).toBeGreaterThan(0);
});
