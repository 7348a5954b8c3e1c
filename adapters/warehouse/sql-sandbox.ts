import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { resolve } from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import type { SandboxResult, SqlSandbox } from "@/lib/ports";
import { checkAst, MAX_SQL_LENGTH } from "@/lib/sql-guard/check-ast";

const Reply = z.object({
  id: z.number(),
  ok: z.boolean(),
  message: z.string().optional(),
  ast: z.string().optional(),
  types: z.array(z.string()).optional(),
  names: z.array(z.string()).optional(),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))).optional(),
  truncated: z.boolean().optional(),
});
type Reply = z.infer<typeof Reply>;

export interface SandboxLimits {
  timeoutMs: number;
  maxRows: number;
  /** Address space of the process, kilobytes: the operating system refuses what goes past it. */
  addressSpaceKb: number;
  /** DuckDB's own memory limit inside it. */
  memoryLimit: string;
}

export const SANDBOX_LIMITS: SandboxLimits = {
  timeoutMs: 5000,
  maxRows: 1000,
  addressSpaceKb: 6_000_000,
  memoryLimit: "512MB",
};
/** How long past its limit an answer may take before the process is killed. */
const GRACE_MS = 1000;

/** A warm process over one warehouse file for SQL that a model wrote; a killed one is started again at the next call. */
export function createSqlSandbox(file: string, given: Partial<SandboxLimits> = {}): SqlSandbox {
  const limits = { ...SANDBOX_LIMITS, ...given };
  let child: ChildProcess | null = null;
  let nextId = 0;
  const waiting = new Map<number, (reply: Reply | Error) => void>();

  const stop = (reason: string) => {
    const ended = child;
    child = null;
    ended?.kill("SIGKILL");
    for (const settle of waiting.values()) settle(new AppError("unavailable", reason));
    waiting.clear();
  };
  const start = (): ChildProcess => {
    const script = resolve(/* turbopackIgnore: true */ "adapters/warehouse/sql-sandbox-process.mjs");
    const command = `ulimit -v ${limits.addressSpaceKb} && exec "$0" "$@"`;
    const options: SpawnOptions = {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: { PATH: process.env.PATH ?? "", NODE_ENV: "production" },
    };
    const started: ChildProcess = spawn(
      "/bin/sh",
      ["-c", command, process.execPath, script, file, limits.memoryLimit],
      options,
    );
    started.on("message", (message) => {
      const reply = Reply.safeParse(message);
      if (reply.success) waiting.get(reply.data.id)?.(reply.data);
    });
    started.on("exit", () => {
      if (child === started) stop("The process that runs model-written SQL ended");
    });
    started.unref();
    return started;
  };
  const ask = async (kind: string, sql: string): Promise<Reply> => {
    child ??= start();
    const asked = child;
    const id = nextId++;
    const { timeoutMs, maxRows } = limits;
    const reply = await new Promise<Reply | Error>((settle) => {
      const timer = setTimeout(() => stop("The query did not end in time"), timeoutMs + GRACE_MS);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        waiting.delete(id);
        settle(answer);
      });
      asked.send({ id, kind, sql, timeoutMs, maxRows });
    });
    if (reply instanceof Error) throw reply;
    return reply;
  };

  const checkTree = async (sql: string): Promise<string | null> => {
    if (sql.length > MAX_SQL_LENGTH) return "the statement is too long";
    const reply = await ask("serialize", sql);
    return reply.ok && reply.ast ? checkAst(reply.ast) : "the statement could not be read";
  };
  const checkStatements = async (sql: string): Promise<string | null> => {
    const reply = await ask("statements", sql);
    if (!reply.ok || !reply.types) return "the statement could not be prepared";
    return reply.types.length === 1 && reply.types[0] === "SELECT" ? null : "exactly one SELECT may run";
  };
  const execute = async (sql: string): Promise<SandboxResult> => {
    const reply = await ask("execute", sql);
    if (!reply.ok) throw new AppError("validation", `The query failed: ${reply.message ?? "no reason given"}`);
    return { columns: reply.names ?? [], rows: reply.rows ?? [], truncated: reply.truncated ?? false };
  };
  return {
    checkTree,
    checkStatements,
    execute,
    async run(sql) {
      refuse(await checkTree(sql));
      const dryRun = await ask("explain", sql);
      if (!dryRun.ok) throw new AppError("validation", `The query is not valid here: ${dryRun.message ?? "unknown"}`);
      refuse(await checkStatements(sql));
      return execute(sql);
    },
    close: () => stop("The sandbox was closed"),
  };
}

function refuse(reason: string | null): void {
  if (reason) throw new AppError("forbidden", `This SQL may not run: ${reason}`);
}
