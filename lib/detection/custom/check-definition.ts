import type { DataFault } from "../../contract/dataset";
import { messageOf } from "../../errors";
import type { Warehouse } from "../../ports";
import { findAstFault, MAX_SQL_LENGTH, readParserFault } from "../../sql-guard/check-ast";
import { lineAt } from "./bind-names";
import { type CustomDefinition, TEMPLATE_WORDS, templateNames } from "./definition";
import type { ParsedDefinition } from "./parse-definition";
import { guardedSql, probeStatement, type Statement } from "./statement";

/** Words of the engines for a statement that is wrong, as against one that could not be asked. */
const STATEMENT_ERROR = /\b(Binder|Catalog|Parser|Conversion|Invalid Input|Syntax|Not implemented|Type) Error\b/i;

/**
 * Whether the SQL of a file may run and gives what the file says: first its tree against the allow-lists, then bound by
 * the engine over tables it does not read. Empty when all is well. Without data the second part is left out.
 */
export async function checkDefinition(
  parsed: ParsedDefinition,
  parseSql: (sql: string) => Promise<string>,
  warehouse: Warehouse | null,
  limit: () => AbortSignal,
): Promise<DataFault[]> {
  const fault = await guardFault(parsed, parseSql);
  if (fault) return [fault];
  if (!warehouse) return [];
  const ask = async (column: string | null): Promise<{ line: number | null; words: string } | null> => {
    const statement = probe(parsed.value, warehouse, column);
    try {
      await warehouse.query(statement.sql, statement.params, { signal: limit() });
      return null;
    } catch (error) {
      // Whatever the engine says refuses this file alone. Its errors may be of another module graph's class.
      return describeRefusal(error, statement, parsed.value.sql);
    }
  };
  const whole = await ask(null);
  if (whole) return [parsed.sqlFault(whole.line ?? 0, `SQL that the tables can answer. ${whole.words}`)];
  const faults: DataFault[] = [];
  for (const [column, path] of namedColumns(parsed.value)) {
    if (await ask(column)) faults.push(parsed.fault(path, `a column that the sql gives, not ${column}`));
  }
  return faults;
}

async function guardFault(parsed: ParsedDefinition, parseSql: (sql: string) => Promise<string>) {
  const sql = guardedSql(parsed.value);
  if (sql.length > MAX_SQL_LENGTH) return parsed.sqlFault(1, `SQL of at most ${MAX_SQL_LENGTH} characters`);
  let tree: string;
  try {
    tree = await parseSql(sql);
  } catch (error) {
    return parsed.sqlFault(1, `one SELECT that can be read: ${messageOf(error).split("\n")[0]}`);
  }
  const unread = readParserFault(tree);
  const found = unread ?? findAstFault(tree);
  if (!found) return null;
  const line = found.offset === null ? 1 : lineAt(sql, found.offset);
  const words = unread ? `one SELECT that can be read: ${found.reason}` : `one plain SELECT: ${found.reason}`;
  return parsed.sqlFault(line, words);
}

function probe(definition: CustomDefinition, warehouse: Warehouse, column: string | null): Statement {
  const parameters = Object.fromEntries(
    Object.entries(definition.parameters).map(([name, parameter]) => [name, parameter.default]),
  );
  return probeStatement(definition, parameters, warehouse.dataset.asOf ?? "2026-01-31", column);
}

/** Every column that the file names, once, with the member that names it. */
function namedColumns({ result, case: words }: CustomDefinition): Map<string, (string | number)[]> {
  const { row, amount, currency, date, entity, customer, region, texts } = result;
  const named: [string | undefined, (string | number)[]][] = [
    [row, ["result", "row"]],
    [amount, ["result", "amount"]],
    [currency, ["result", "currency"]],
    [date, ["result", "date"]],
    [entity.id, ["result", "entity", "id"]],
    [entity.label, ["result", "entity", "label"]],
    [customer, ["result", "customer"]],
    [region, ["result", "region"]],
    ...texts.map((name, at): [string, (string | number)[]] => [name, ["result", "texts", at]]),
    ...Object.entries(words).flatMap(([member, template]) =>
      templateNames(template)
        .filter((name) => !TEMPLATE_WORDS.has(name))
        .map((name): [string, string[]] => [name, ["case", member]]),
    ),
  ];
  const columns = new Map<string, (string | number)[]>();
  for (const [name, path] of named) if (name !== undefined && !columns.has(name)) columns.set(name, path);
  return columns;
}

/** The engine's first line, and the line of the file's SQL that it is about; null where nothing says which. */
function describeRefusal(error: unknown, { linesBefore }: Statement, sql: string) {
  const full = messageOf(error instanceof Error ? error.cause : error);
  const words = (STATEMENT_ERROR.test(full) ? full : messageOf(error)).split("\n")[0]?.replace(/^Error: /, "") ?? "";
  const marked = /\bLINE (\d+):/.exec(full)?.[1];
  if (marked !== undefined) return { line: Math.max(1, Number(marked) - linesBefore), words };
  const named = /"([^"]+)"/.exec(full)?.[1] ?? /(?:column|function|table) ([\w.]+)/.exec(full)?.[1];
  const offset = named === undefined ? -1 : sql.indexOf(named);
  return { line: offset < 0 ? null : lineAt(sql, offset), words };
}
