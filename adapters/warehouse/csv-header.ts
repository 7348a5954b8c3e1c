import { open } from "node:fs/promises";

const MAX_HEADER_BYTES = 1 << 20;

/** The names of a CSV file's first record, trimmed and in lower case; null when it has no end within 1 MB. */
export async function readCsvHeader(path: string): Promise<string[] | null> {
  return (await readCsvNames(path))?.map((name) => name.toLowerCase()) ?? null;
}

/** The names of a CSV file's first record as they are written, trimmed; null when it has no end within 1 MB. */
export async function readCsvNames(path: string): Promise<string[] | null> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES, 0);
    const text = buffer.toString("utf8", 0, bytesRead).replace(/^\uFEFF/, "");
    return firstRecord(text, bytesRead < MAX_HEADER_BYTES)?.map((name) => name.trim()) ?? null;
  } finally {
    await file.close();
  }
}

function firstRecord(text: string, isWhole: boolean): string[] | null {
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
    else if (letter === ",") {
      fields.push(field);
      field = "";
    } else if (letter === "\n") return [...fields, field];
    else if (letter !== "\r") field += letter;
  }
  return isWhole ? [...fields, field] : null;
}
