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

const BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)";

/** A cell's text without blanks around it; an empty one is null. To see that a column's cell has none is cheaper. */
export function cellSql(text: string): string {
  const trimmed = `nullif(trim(${text}, ${BLANKS}), '')`;
  if (!/^[\w."]+$/.test(text)) return trimmed;
  const blanks = ["' '", "chr(9)", "chr(10)", "chr(13)", "chr(160)"];
  const ends = blanks.map((blank) => `suffix(${text}, ${blank})`).join(" or ");
  return `case when ${text} > '!' and not (${ends} or prefix(${text}, chr(160))) then ${text}
    else ${trimmed} end`;
}
