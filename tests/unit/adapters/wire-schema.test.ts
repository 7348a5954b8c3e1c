import fc from "fast-check";
import { z } from "zod";
import { dropForcedNulls, type JsonSchema, wireSchemaOf } from "@/adapters/llm/wire-schema";
import { smallestInstance } from "../../support/fake-llm";

const Plan = z.strictObject({
  title: z.string().min(1).max(80).describe("One line"),
  steps: z
    .array(z.object({ key: z.enum(["a", "b"]), weight: z.number().int().min(0).max(10).optional() }))
    .min(1)
    .max(5),
  choice: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("stop"), why: z.string().optional() }),
    z.object({ kind: z.literal("go"), speed: z.number().nullable() }),
  ]),
  day: z.iso.date().nullish(),
  limit: z.number().default(3),
});

const FORBIDDEN =
  /"(?:minItems|maxItems|minLength|maxLength|minimum|maximum|exclusiveM\w+|pattern|format|default|oneOf|const|\$schema)"/;

/** Every object of a schema, however deep. */
function objectsIn(node: unknown): JsonSchema[] {
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.values(node).flatMap(objectsIn);
  return "type" in node && node.type === "object" ? [{ ...node }, ...inner] : inner;
}

test("the strict form has every member required, no other members, and no keyword that servers refuse", () => {
  const { strict } = wireSchemaOf(Plan);
  expect(JSON.stringify(strict)).not.toMatch(FORBIDDEN);
  const objects = objectsIn(strict);
  expect(objects).toHaveLength(4);
  for (const object of objects) {
    expect(object.additionalProperties).toBe(false);
    expect(object.required).toEqual(Object.keys(Object(object.properties)));
  }
  expect(JSON.stringify(strict)).toContain("One line");
});

test("optional members are nullable on the wire, and a forced null is taken out before zod", () => {
  const { full } = wireSchemaOf(Plan);
  const wire = {
    title: "t",
    steps: [{ key: "a", weight: null }],
    choice: { kind: "stop", why: null },
    day: null,
    limit: null,
  };
  expect(Plan.safeParse(wire).success).toBe(false);
  expect(Plan.parse(dropForcedNulls(wire, full))).toEqual({
    title: "t",
    steps: [{ key: "a" }],
    choice: { kind: "stop" },
    day: null,
    limit: 3,
  });
});

test("a null that the schema asks for stays", () => {
  const { full } = wireSchemaOf(Plan);
  const wire = {
    title: "t",
    steps: [{ key: "b", weight: 2 }],
    choice: { kind: "go", speed: null },
    day: null,
    limit: 1,
  };
  expect(dropForcedNulls(wire, full)).toEqual(wire);
});

test.each([
  ["a record", z.object({ by: z.record(z.string(), z.number()) })],
  ["anything", z.object({ any: z.unknown() })],
  ["a tuple", z.object({ pair: z.tuple([z.string(), z.number()]) })],
  ["an array at the top", z.array(z.string())],
])("%s has no strict form", (_, schema) => {
  expect(wireSchemaOf(schema).strict).toBeNull();
});

test("what the strict form allows at its smallest, zod takes, ranges apart", () => {
  const Ranges = z.object({
    a: z.string(),
    b: z.number().optional(),
    c: z.array(z.string()),
    d: z.enum(["x"]).nullable(),
  });
  const { strict, full } = wireSchemaOf(Ranges);
  expect(Ranges.safeParse(dropForcedNulls(smallestInstance(strict ?? {}), full)).success).toBe(true);
});

test("dropping forced nulls never throws and keeps values without nulls as they are", () => {
  const { full } = wireSchemaOf(Plan);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const dropped = dropForcedNulls(value, full);
      if (!JSON.stringify(value).includes("null")) expect(JSON.stringify(dropped)).toBe(JSON.stringify(value));
    }),
  );
});
