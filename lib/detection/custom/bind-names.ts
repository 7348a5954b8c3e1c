/** A use of `$name` that cannot be bound, and where in the SQL it stands. */
export interface NameFault {
  offset: number;
  expected: string;
}

/** Strings, quoted names and comments are skipped; what is left of `$` is a name or a fault. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?|\$(\w*)(\$?)/g;

/**
 * The SQL with every `$name` outside of texts and comments replaced by what `write` makes of it. Lines stay as they are.
 * Parameters without a name and dollar-quoted texts are faults.
 */
export function bindNames(
  sql: string,
  known: ReadonlySet<string>,
  write: (name: string) => string,
): { sql: string; faults: NameFault[] } {
  const faults: NameFault[] = [];
  const text = sql.replace(TOKENS, (token: string, name: string | undefined, quote: string | undefined, at: number) => {
    if (token === "?") faults.push({ offset: at, expected: "a parameter by its name, such as $as_of, not ?" });
    if (name === undefined) return token;
    if (quote) faults.push({ offset: at, expected: "text in single quotes, not between dollar signs" });
    else if (!known.has(name))
      faults.push({ offset: at, expected: `a parameter of this file or $as_of, not ${token.slice(0, 60)}` });
    else return write(name);
    return token;
  });
  return { sql: text, faults };
}

/** The line (from 1) of an offset. */
export function lineAt(sql: string, offset: number): number {
  return sql.slice(0, offset).split("\n").length;
}
