import { open } from "node:fs/promises";

const MAX_HEADER_BYTES = 1 << 20;

/** What programs put between the columns of a text file: where several would do, the first. */
const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How many columns a CSV file's records have and what stands between them. */
export interface CsvShape {
  fields: number;
  delimiter: Delimiter;
}

/** A CSV file's first record: its names as they are written, trimmed. */
export interface CsvHead {
  names: string[];
  delimiter: Delimiter;
}

/** The first record of a CSV file, cut where it gives most columns; null when it has no end within 1 MB. */
export async function readCsvHead(path: string): Promise<CsvHead | null> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES, 0);
    const text = buffer.toString("utf8", 0, bytesRead).replace(/^\uFEFF/, "");
    const heads = DELIMITERS.flatMap((delimiter) => {
      const names = firstRecord(text, delimiter, bytesRead < MAX_HEADER_BYTES)?.map((name) => name.trim());
      return names ? [{ names, delimiter }] : [];
    });
    return heads.toSorted((left, right) => right.names.length - left.names.length)[0] ?? null;
  } finally {
    await file.close();
  }
}

function firstRecord(text: string, delimiter: Delimiter, isWhole: boolean): string[] | null {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && field.trim() === "") quoted = true;
    else if (letter === delimiter) {
      fields.push(field);
      field = "";
    } else if (letter === "\n") return [...fields, field];
    else if (letter !== "\r") field += letter;
  }
  return isWhole ? [...fields, field] : null;
}
