type Level = "info" | "warn" | "error";

/**
 * Writes one JSON line to stderr. An Error under any key becomes its name, message and stack; the stack stays in the
 * log and never reaches an answer.
 */
export function writeLog(level: Level, message: string, fields: Record<string, unknown> = {}): void {
  const entries = Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? plain(value) : value]);
  const line = { at: new Date().toISOString(), level, message, ...Object.fromEntries(entries) };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

function plain(error: Error): Record<string, unknown> {
  const cause = error.cause instanceof Error ? plain(error.cause) : error.cause;
  return { name: error.name, message: error.message, stack: error.stack, ...(cause === undefined ? {} : { cause }) };
}
