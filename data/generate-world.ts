import { parseArgs } from "node:util";
import { z } from "zod";
import { writeWorld } from "./world/generate-world";
import { DEFAULT_WORLD, SHAPES, type WorldOptions } from "./world/options";

const USAGE = `tsx data/generate-world.ts --out DIR [--invoices N | --customers N] [--seed S]
  [--shape ${SHAPES.join("|")}] [--format csv|parquet] [--dirty]`;

const Flags = z.object({
  out: z.string().min(1),
  invoices: z.coerce.number().default(DEFAULT_WORLD.invoices),
  customers: z.coerce.number().nullable().default(null),
  seed: z.coerce.number().default(DEFAULT_WORLD.seed),
  shape: z.enum(SHAPES).default(DEFAULT_WORLD.shape),
  format: z.enum(["csv", "parquet"]).default(DEFAULT_WORLD.format),
  dirty: z.boolean().default(false),
});

function readFlags(): WorldOptions & { out: string } {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      out: text,
      invoices: text,
      customers: text,
      seed: text,
      shape: text,
      format: text,
      dirty: { type: "boolean" },
    },
  });
  const parsed = Flags.safeParse(values);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`);
  console.error(`${faults.join("\n")}\n\n${USAGE}`);
  process.exit(2);
}

const { out, ...options } = readFlags();
const startedAt = performance.now();
const { rows, truthFile } = await writeWorld(out, options);
for (const [table, count] of Object.entries(rows))
  console.log(`${count.toLocaleString("en-US").padStart(12)}  ${table}`);
console.log(`${out} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s; the truth is in ${truthFile}`);
