import type { SqlValue } from "../../ports";
import type { Parameters } from "../detector";
import { createBindings } from "../sql-bindings";
import { bindNames } from "./bind-names";
import { CLAIMED_TABLES, type CustomDefinition } from "./definition";

/** The as-of day of the data, beside the file's own parameters. */
export const AS_OF = "as_of";

/** The names that the SQL may bind. */
export function boundNames(definition: Pick<CustomDefinition, "parameters">): Set<string> {
  return new Set([...Object.keys(definition.parameters), AS_OF]);
}

function sqlTypeOf(definition: Pick<CustomDefinition, "parameters">, name: string) {
  if (name === AS_OF) return "date";
  return definition.parameters[name]?.type === "integer" ? "integer" : "double precision";
}

/** The file's own SQL with nulls for its values: what the guard reads, line for line as it runs. */
export function guardedSql(definition: Pick<CustomDefinition, "parameters" | "sql">): string {
  const write = (name: string) => `cast(null as ${sqlTypeOf(definition, name).replace(" precision", "")})`;
  return bindNames(definition.sql, boundNames(definition), write).sql;
}

export interface Statement {
  sql: string;
  params: readonly SqlValue[];
  /** Lines before the first line of the file's SQL. */
  linesBefore: number;
}

/**
 * The statement that runs: the file's SQL with the base row that each of its rows names, so that a claim is held
 * against what the row really is.
 */
export function rowsStatement(definition: CustomDefinition, parameters: Parameters, asOf: string): Statement {
  const { table, row } = definition.result;
  const { key, amount, currency } = CLAIMED_TABLES[table];
  const bound = bind(definition, parameters, asOf);
  const sql = `select q.*, t.${key} as opsiq_row_key,
  ${amount ? `t.${amount}` : "cast(null as bigint)"} as opsiq_row_cents,
  ${currency ? `t.${currency}` : "cast(null as varchar)"} as opsiq_row_currency
from (
${bound.sql}
) as q left join ${table} t on t.${key} = q."${row}"`;
  return { sql, params: bound.params, linesBefore: 4 };
}

/** Binds the file's SQL, or one column of it, without running it. */
export function probeStatement(
  definition: CustomDefinition,
  parameters: Parameters,
  asOf: string,
  column: string | null,
): Statement {
  const bound = bind(definition, parameters, asOf);
  const selected = column === null ? "*" : `q."${column}"`;
  return { sql: `select ${selected} from (\n${bound.sql}\n) as q limit 0`, params: bound.params, linesBefore: 1 };
}

function bind(definition: CustomDefinition, parameters: Parameters, asOf: string) {
  const bindings = createBindings();
  const places = new Map<string, string>();
  const { sql } = bindNames(definition.sql, boundNames(definition), (name) => {
    const known = places.get(name);
    if (known) return known;
    const value = name === AS_OF ? asOf : (parameters[name] ?? null);
    const place = bindings.bind(value, sqlTypeOf(definition, name));
    places.set(name, place);
    return place;
  });
  return { sql, params: bindings.values };
}
