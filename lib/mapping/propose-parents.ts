import type { TableName } from "../contract/dataset";
import type { ProposedColumn } from "../contract/mapping";
import type { TableSpec } from "../contract/tables";
import type { ProposedPart } from "./propose-table";
import type { ColumnRule, Mapping, TablePart } from "./schema";

/** What a row may take from the row it belongs to, when its own file does not say: ours, and the parent's name for it. */
const TAKEN: readonly { column: string; as: readonly string[] }[] = [
  { column: "customer_id", as: ["customer_id"] },
  { column: "subscription_id", as: ["subscription_id"] },
  { column: "currency", as: ["currency"] },
  { column: "tier", as: ["tier"] },
  { column: "quantity", as: ["seats"] },
];
const MOST_CONFIDENCE = 0.75;

/** The column by which the last of several versions of a parent is found. */
function latestBy(parent: ProposedPart): string | null {
  const column = parent.columns.find((one) => one.proposed.column === "valid_from")?.rule.column;
  return typeof column === "string" ? column : null;
}

/** Where the parent itself takes the column from another file: that file's join and rule. */
function lookupOf(
  made: Mapping["tables"][TableName],
  as: readonly string[],
): { join: string; on: [string, string]; rule: ColumnRule } | null {
  if (made === undefined || made === "absent" || Array.isArray(made)) return null;
  for (const name of as) {
    const rule = made.columns[name];
    if (typeof rule !== "object" || typeof rule.column !== "string") continue;
    const join = Object.keys(made.joins ?? {}).find((one) => String(rule.column).startsWith(`${one}.`));
    const on = Object.entries(made.joins?.[join ?? ""]?.on ?? {})[0];
    if (join && on && typeof on[1] === "string" && !on[1].includes(".")) return { join, on: [on[0], on[1]], rule };
  }
  return null;
}

/** Fills required columns that a file lacks from the file its rows refer to. */
export function takeFromParents(
  table: TableSpec,
  part: TablePart,
  columns: ProposedColumn[],
  parts: ReadonlyMap<TableName, ProposedPart>,
  tables: Mapping["tables"],
): void {
  for (const { column, as } of TAKEN) {
    const spec = table.columns.find((one) => one.name === column);
    if (!spec || spec.optional || part.columns[column] !== undefined) continue;
    for (const reference of table.columns) {
      const [parentName, parentKey] = reference.references?.split(".") ?? [];
      const ours = part.columns[reference.name];
      const parent = parts.get(parentName as TableName);
      const given = parent?.columns.find((one) => as.includes(one.proposed.column));
      const key = parent?.columns.find((one) => one.proposed.column === parentKey)?.rule.column;
      const ourColumn = typeof ours === "object" ? ours.column : ours;
      if (!parent || !given || typeof key !== "string" || typeof ourColumn !== "string" || !parentName) continue;
      if (typeof given.rule.column !== "string") continue;
      part.joins = {
        ...part.joins,
        [parentName]: {
          file: parentName,
          on: { [key]: ourColumn },
          pick: { by: latestBy(parent) ?? key, order: "last" },
        },
      };
      const lookup = lookupOf(tables[parentName as TableName], as);
      if (lookup) {
        const { join, on, rule } = lookup;
        const [theirs = "", parents = ""] = on;
        part.joins[join] = { file: join, on: { [theirs]: `${parentName}.${parents}` } };
        part.columns[column] = rule;
      } else part.columns[column] = { ...given.rule, column: `${parentName}.${given.rule.column}` };
      columns.push({
        table: table.name,
        part: 0,
        column,
        isRequired: true,
        words: [],
        from: lookup ? String(lookup.rule.column) : `${parent.profile.file.name} ${given.proposed.from}`,
        confidence: Math.round(Math.min(MOST_CONFIDENCE, given.proposed.confidence) * 100) / 100,
        reasons: [`the file has none; taken from ${parent.profile.file.name} by ${ourColumn}`],
      });
      break;
    }
  }
}
