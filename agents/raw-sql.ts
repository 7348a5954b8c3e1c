import type { Answer } from "@/lib/contract/analyst";
import { AppError, messageOf } from "@/lib/errors";
import type { SandboxResult, SqlSandbox } from "@/lib/ports";
import type { Context } from "./context";
import { RawSql, rawSqlPrompt } from "./prompts/raw-sql";
import { type ReasoningContext, type ReasoningResult, reason } from "./reasoning";

/** Attempts in all: the first and two repairs. */
const ATTEMPTS = 3;
/** What SQL that a model wrote is worth at most: nobody checked its definition. */
const CONFIDENCE_CAP = 0.5;

/** Refusals of the metric layer that SQL over the tables may still answer. */
const OPEN_REFUSALS = new Set(["no_metric", "dim_not_allowed"]);

/**
 * The second path, off unless OPSIQ_RAW_SQL is on: when the metric layer has no metric for a question, a model writes
 * one SELECT, which runs only through the sandbox's four gates. Null when it cannot help; the refusal then stands.
 * `signal` ends all that one question may spend on a model.
 */
export async function answerByRawSql(
  context: ReasoningContext & Pick<Context, "settings" | "warehouse" | "openSandbox">,
  question: string,
  refused: Answer,
  signal: AbortSignal,
): Promise<Answer | null> {
  const { llm, settings, warehouse } = context;
  if (settings.OPSIQ_RAW_SQL !== "on" || !llm || !warehouse) return null;
  if (!refused.refusal || !OPEN_REFUSALS.has(refused.refusal.code)) return null;
  const sandbox = context.openSandbox();
  if (!sandbox) return null;
  let failed: { sql: string; reason: string } | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { value, source }: ReasoningResult<RawSql> = await reason(context, {
      agent: "analyst",
      purpose: "write SQL for a question without a metric",
      prompt: rawSqlPrompt(question, warehouse.dataset.asOf ?? "", failed),
      schemaName: "raw_sql",
      schema: RawSql,
      input: { question: question.slice(0, 600), attempt, failed },
      rules: (): RawSql => ({ sql: null }),
      signal,
    });
    if (source === "rules" || value.sql === null) return null;
    const outcome = await tryRun(sandbox, value.sql);
    if ("result" in outcome) return describe(refused, value.sql, outcome.result);
    failed = { sql: value.sql, reason: outcome.reason };
  }
  return null;
}

async function tryRun(sandbox: SqlSandbox, sql: string): Promise<{ result: SandboxResult } | { reason: string }> {
  try {
    return { result: await sandbox.run(sql) };
  } catch (error) {
    if (error instanceof AppError) return { reason: messageOf(error) };
    throw error;
  }
}

function describe(refused: Answer, sql: string, { columns, rows, truncated }: SandboxResult): Answer {
  const { refusal: _, ...rest } = refused;
  const count = rows.length === 1 ? "1 row" : `${rows.length} rows`;
  return {
    ...rest,
    answer: `Unverified: no approved metric measures this, so a model wrote the SQL. It gives ${count}${truncated ? ", cut at the limit" : ""}.`,
    sql,
    columns: columns.map((name, at) => ({
      name,
      label: name.replace(/_cents$/, "").replaceAll("_", " "),
      unit: /_cents$/.test(name) ? "cents" : rows.some((row) => typeof row[at] === "string") ? "text" : "count",
      currency: null,
    })),
    rows: rows.map((row) => row.map((value) => (typeof value === "boolean" ? String(value) : value))),
    rowCount: rows.length,
    truncated,
    confidence: {
      value: rows.length === 0 ? 0.3 : CONFIDENCE_CAP,
      band: "low",
      reasons: ["a model wrote the SQL and nobody checked it", "it passed the guard and ran read-only"],
    },
    source: "llm",
  };
}
