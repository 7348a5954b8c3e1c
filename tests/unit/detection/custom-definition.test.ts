import fc from "fast-check";
import { bindNames, lineAt } from "@/lib/detection/custom/bind-names";
import { toDetector } from "@/lib/detection/custom/custom-detector";
import { parseDefinition } from "@/lib/detection/custom/parse-definition";
import { guardedSql, probeStatement, rowsStatement } from "@/lib/detection/custom/statement";
import { BUILT_IN, detectorYaml, parsedDetector } from "@/tests/support/custom-detector";

function faultsOf(text: string): string[] {
  return parseDefinition("test.yml", text, BUILT_IN).faults.map(
    ({ line, column, expected }) => `${line} ${column}: ${expected}`,
  );
}

test("a whole file has no fault", () => expect(faultsOf(detectorYaml())).toEqual([]));

test.each<[string, string, string[]]>([
  ["title: Large refund", "title: [a", ["3 null: YAML that can be read: Flow sequence in block collection must"]],
  ["money_kind: cash_out", "money_kind: cash", ['4 money_kind: one of "recoverable"|"cash_out"']],
  ["confidence: 0.8", "confidence: 1", ["5 confidence: Too big"]],
  ["confidence: 0.8", "confidence: high", ["5 confidence: number, received string"]],
  ["confidence: 0.8\n", "confidence: 0.8\nseverity: high\n", ["6 severity: no member severity"]],
  ["type: integer", "type: text", ['8 parameters.least_units.type: one of "integer"|"number"']],
  ["default: 100", "default: 0.5", ["9 parameters.least_units.default: expected a whole number, not 0.5"]],
  ["default: 100", "default: 0", ["9 parameters.least_units.default: expected 1 to 100000, not 0"]],
  ["grid: [100, 200]", "grid: [100, 0]", ["12 parameters.least_units.grid.1: expected 1 to 100000, not 0"]],
  ["id: large_refund", "id: refund_spike", ["1 id: an id of its own: refund_spike is a built-in detector"]],
  ["id: large_refund", "id: Large", ["1 id: expected 3 to 60 lower case letters"]],
  ["question: Which refunds are large?", "question: Large refunds", ["3 question: expected a question"]],
  ["confidence: 0.8", "confidence: 0.8\nafter: nobody", ["6 after: the id of a built-in detector, not nobody"]],
  ["confidence: 0.8", "confidence: 0.8\nneeds: [refunds.colour]", ["6 needs.0: expected table.column"]],
  ["  table: refunds", "  table: customers", ['19 result.table: one of "invoices"|"payments"|"refunds"']],
  ["  row: refund_id\n", "", ["19 result.row: string, and there is none"]],
  ["  row: refund_id", "  row: a b", ["20 result.row: expected a column of the sql"]],
  ["$least_units", "$most_units", ["17 sql: a parameter of this file or $as_of, not $most_units"]],
  ["$least_units", "$1", ["17 sql: a parameter of this file or $as_of, not $1"]],
  ["join customers c", "join $q$customers$q$ c", ["16 sql: text in single quotes", "16 sql: text in single quotes"]],
  ["  least_units:", "  as_of:", ["8 parameters.as_of: another name", "17 sql: a parameter of this file"]],
])("%j as %j is refused at its line", (from, to, expected) => {
  const faults = faultsOf(detectorYaml([from, to]));
  expect(faults).toHaveLength(expected.length);
  for (const words of expected) expect(faults.some((fault) => fault.startsWith(words))).toBe(true);
});

test.each([
  ["nothing", ""],
  ["a list", "- a\n- b\n"],
  ["two documents", "a: 1\n---\nb: 2\n"],
  [
    "aliases without end",
    `a: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefghi"
      .split("")
      .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[at]}`).join(", ")}]`)
      .join("\n")}\n`,
  ],
  ["no YAML at all", "\u0000\u0001{{{"],
])("%s is refused, not thrown", (_, text) => expect(faultsOf(text).length).toBeGreaterThan(0));

test("only columns that may be absent are a reason to skip", () => {
  const { value } = parsedDetector(
    detectorYaml(["confidence: 0.8", "confidence: 0.8\nneeds: [refunds.note, refunds.amount]"]),
  );
  expect(toDetector(value).needs).toEqual(["refunds.note"]);
});

test("a name is bound once, however often it is used, and never in texts, names or comments", () => {
  const { value } = parsedDetector(
    detectorYaml(
      ["from refunds r\n", "from refunds r -- $as_of and $nobody\n  /* $x */\n"],
      ["r.note,", "'$y' as note,"],
    ),
  );
  const { sql, params } = rowsStatement(
    { ...value, sql: `${value.sql} and $as_of = $as_of` },
    { least_units: 7 },
    "2026-02-28",
  );
  expect(params).toEqual([7, "2026-02-28"]);
  expect(sql).toContain("cast($1 as integer) * 100");
  expect(sql).toContain("cast($2 as date) = cast($2 as date)");
  expect(sql).toContain("-- $as_of and $nobody");
  expect(sql).toContain("'$y' as note");
});

test("the guard reads the same lines as the engine and the file", () => {
  const { value, sqlFault } = parsedDetector(detectorYaml());
  const guarded = guardedSql(value);
  expect(guarded).not.toContain("$");
  expect(guarded.split("\n")).toHaveLength(value.sql.split("\n").length);
  const { sql, linesBefore } = probeStatement(value, { least_units: 1 }, "2026-02-28", null);
  expect(sql.split("\n")[linesBefore]).toBe(value.sql.split("\n")[0]);
  expect(sqlFault(2, "x").line).toBe(15);
});

test("what stands in quotes or comments is never bound, what stands outside always is", () => {
  const inside = fc.constantFrom("'$a'", "'it''s $a'", '"$a"', "-- $a\n", "/* $a\n */");
  const outside = fc.constantFrom("select ", "$a", " + ", "\n", "x.y");
  fc.assert(
    fc.property(fc.array(fc.oneof(inside, outside), { maxLength: 20 }), (parts) => {
      const spaced = parts.map((part) => ` ${part} `);
      const { sql, faults } = bindNames(spaced.join(""), new Set(["a"]), () => "<bound>");
      expect(faults).toEqual([]);
      expect(sql).toBe(spaced.map((part) => (part === " $a " ? " <bound> " : part)).join(""));
    }),
  );
  expect(lineAt("a\nb\nc", 4)).toBe(3);
});
