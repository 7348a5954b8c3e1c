/**
 * The process that runs SQL a model wrote: nothing but a locked, read-only DuckDB over one warehouse file. Its parent
 * starts it under an operating-system memory limit, talks to it over IPC, and kills it when it does not answer.
 */
import { DuckDBInstance, StatementType } from "@duckdb/node-api";

const [file, memoryLimit = "512MB"] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file, {
  access_mode: "READ_ONLY",
  enable_external_access: "false",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  memory_limit: memoryLimit,
  threads: "1",
  lock_configuration: "true",
});

process.on("message", async ({ id, kind, sql, timeoutMs, maxRows }) => {
  const connection = await instance.connect();
  const timer = setTimeout(() => connection.interrupt(), timeoutMs ?? 1000);
  try {
    process.send({ id, ok: true, ...(await answer(connection, kind, sql, maxRows)) });
  } catch (error) {
    process.send({ id, ok: false, message: String(error?.message ?? error).split("\n")[0] });
  } finally {
    clearTimeout(timer);
    connection.closeSync();
  }
});
process.on("disconnect", () => process.exit(0));
process.send({ ready: true });

async function answer(connection, kind, sql, maxRows) {
  if (kind === "serialize") {
    const result = await connection.runAndReadAll("select json_serialize_sql($1::varchar)", [sql]);
    return { ast: result.getRows()[0][0] };
  }
  if (kind === "statements") {
    const statements = await connection.extractStatements(sql);
    const types = [];
    for (let at = 0; at < statements.count; at += 1) {
      const prepared = await statements.prepare(at);
      types.push(StatementType[prepared.statementType]);
      prepared.destroySync();
    }
    return { types };
  }
  if (kind === "explain") {
    await connection.run(`explain ${sql}`);
    return {};
  }
  const result = await connection.stream(sql);
  const names = result.deduplicatedColumnNames();
  const rows = [];
  let truncated = false;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) {
      if (rows.length >= maxRows) {
        truncated = true;
        break;
      }
      rows.push(row.map(plain));
    }
    if (truncated) break;
  }
  return { names, rows, truncated };
}

function plain(value) {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  const text = String(value);
  return typeof value === "object" && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text.slice(0, 2000);
}
