import { ALLOWED_FUNCTIONS, ALLOWED_TABLES, ALLOWED_TYPES } from "./allow-list";

/** Longest statement that is looked at, in characters, and how deep and large its tree may be. */
export const MAX_SQL_LENGTH = 10_000;
const MAX_DEPTH = 120;
const MAX_NODES = 20_000;

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Node = { [name: string]: Json };

const QUERY_NODES = new Set(["SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE"]);
const TABLE_NODES = new Set(["BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST"]);
const EXPRESSIONS = new Set([
  "CONSTANT",
  "COLUMN_REF",
  "FUNCTION",
  "COMPARISON",
  "CONJUNCTION",
  "OPERATOR",
  "CASE",
  "CAST",
  "BETWEEN",
  "SUBQUERY",
  "STAR",
  "WINDOW",
]);

const ENGINE_NAMES = new Set([
  "user",
  "current_user",
  "session_user",
  "current_role",
  "current_catalog",
  "current_schema",
  "current_database",
]);

/**
 * The first gate: DuckDB's own syntax tree (`json_serialize_sql`) of a statement against allow-lists of node types,
 * tables, functions and types. Null when it may run, else what it must not contain, in words.
 * A name counts as a CTE only inside the query that defines it, so that none can stand in for a catalogue table.
 */
export function checkAst(serialized: string): string | null {
  return findAstFault(serialized)?.reason ?? null;
}

/** Why a statement may not run, and where in it: `offset` counts from 0, null where the tree does not say. */
export interface AstFault {
  reason: string;
  offset: number | null;
}

/** `checkAst` with the place of the fault. */
export function findAstFault(serialized: string): AstFault | null {
  const tree: Json = JSON.parse(serialized);
  if (!isNode(tree) || tree.error !== false) return { reason: "only one plain SELECT may run", offset: null };
  const { statements } = tree;
  if (!Array.isArray(statements) || statements.length !== 1)
    return { reason: "exactly one statement may run", offset: null };
  const [statement] = statements;
  if (!isNode(statement) || !isNode(statement.node)) return { reason: "only one plain SELECT may run", offset: null };
  const walk: Walk = { nodes: 0, offset: null };
  const reason = checkValue(statement, new Set(), 0, walk);
  return reason === null ? null : { reason, offset: walk.offset };
}

/** What the parser says of a statement that it cannot read; null for one that it can. */
export function readParserFault(serialized: string): AstFault | null {
  const tree: Json = JSON.parse(serialized);
  if (!isNode(tree) || tree.error === false || typeof tree.error_message !== "string") return null;
  const offset = typeof tree.position === "string" ? Number(tree.position) : null;
  return { reason: tree.error_message.split("\n")[0] ?? "", offset };
}

interface Walk {
  nodes: number;
  /** Where the node at fault stands. */
  offset: number | null;
}

function checkValue(value: Json | undefined, scope: ReadonlySet<string>, depth: number, walk: Walk): string | null {
  if (value === null || value === undefined || typeof value !== "object") return null;
  walk.nodes += 1;
  if (depth > MAX_DEPTH || walk.nodes > MAX_NODES) return "the statement is too large";
  if (Array.isArray(value)) return firstFault(value, (entry) => checkValue(entry, scope, depth + 1, walk));
  return checkNode(value, scope, depth, walk);
}

function checkNode(node: Node, scope: ReadonlySet<string>, depth: number, walk: Walk): string | null {
  const own = typeof node.class === "string" ? checkExpression(node) : checkShape(node, scope);
  if (own) {
    const { query_location: at } = node;
    walk.offset = typeof at === "number" && at <= MAX_SQL_LENGTH ? at : null;
    return own;
  }
  let inner = scope;
  if (isNode(node.cte_map) && Array.isArray(node.cte_map.map)) {
    const names = new Set(scope);
    for (const entry of node.cte_map.map) {
      if (!isNode(entry) || typeof entry.key !== "string") return "a common table expression could not be read";
      const fault = checkValue(entry.value, names, depth + 1, walk);
      if (fault) return fault;
      names.add(entry.key.toLowerCase());
    }
    inner = names;
  }
  return firstFault(Object.entries(node), ([name, value]) =>
    name === "cte_map" ? null : checkValue(value, inner, depth + 1, walk),
  );
}

/** Query and table nodes, told apart from expressions by having no class. */
function checkShape(node: Node, scope: ReadonlySet<string>): string | null {
  const { type } = node;
  if (typeof type !== "string") return null;
  if (type.endsWith("_NODE")) return QUERY_NODES.has(type) ? null : `${words(type)} is not allowed`;
  if (!("alias" in node) || !("sample" in node)) return null;
  if (!TABLE_NODES.has(type)) return `${words(type)} is not allowed as a source`;
  if (node.sample !== null) return "sampling is not allowed";
  return type === "BASE_TABLE" ? checkTable(node, scope) : null;
}

function checkTable(node: Node, scope: ReadonlySet<string>): string | null {
  const name = String(node.table_name).toLowerCase();
  const bare = node.schema_name === "" && node.catalog_name === "" && node.at_clause === null;
  if (bare && scope.has(name)) return null;
  const main = (node.schema_name === "" || node.schema_name === "main") && node.catalog_name === "";
  if (main && node.at_clause === null && ALLOWED_TABLES.has(name)) return null;
  return `the table ${String(node.table_name).slice(0, 60)} is not one of the analytic tables`;
}

function checkExpression(node: Node): string | null {
  const kind = String(node.class);
  if (!EXPRESSIONS.has(kind)) return `${words(kind)} expressions are not allowed`;
  if (kind === "STAR") return node.columns === true || node.expr !== null ? "COLUMNS() is not allowed" : null;
  if (kind === "COLUMN_REF") return checkColumn(node);
  if (kind === "CAST") {
    const id = isNode(node.cast_type) ? String(node.cast_type.id) : "unknown";
    return ALLOWED_TYPES.has(id) ? null : `a cast to ${id} is not allowed`;
  }
  if (kind !== "FUNCTION" && kind !== "WINDOW") return null;
  const name = String(node.function_name).toLowerCase();
  const home = (node.schema === "" || node.schema === "main") && (node.catalog === "" || node.catalog === undefined);
  return home && ALLOWED_FUNCTIONS.has(name) ? null : `the function ${name.slice(0, 60)} is not allowed`;
}

/** Bare names that the engine answers from its own state instead of from a column. */
function checkColumn(node: Node): string | null {
  const names = Array.isArray(node.column_names) ? node.column_names : [];
  const name = String(names[0]).toLowerCase();
  return names.length === 1 && ENGINE_NAMES.has(name) ? `${name} is not a column` : null;
}

function firstFault<T>(values: readonly T[], check: (value: T) => string | null): string | null {
  for (const value of values) {
    const fault = check(value);
    if (fault) return fault;
  }
  return null;
}

function isNode(value: Json | undefined): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function words(type: string): string {
  return type
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/ node$/, "");
}
