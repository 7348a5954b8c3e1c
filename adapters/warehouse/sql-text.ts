/** A text as an SQL literal, for the few places where DuckDB takes no bound parameter (paths, options, checks). */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name as a quoted SQL identifier. */
export function sqlName(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** A path as a literal that DuckDB's file functions take as it is, not as a pattern. */
export function sqlPath(path: string): string {
  return sqlText(path.replace(/[[*?]/g, (letter) => `[${letter}]`));
}
