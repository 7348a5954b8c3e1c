import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import type { Delimiter } from "./csv-header";

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

const DELIMITER_WORDS: Record<Delimiter, string> = { ",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar" };

type Place = "field_start" | "plain" | "quoted" | "quote_in_quoted";

/** A record whose shape is wrong, with the line it starts on. */
export interface ShapeFault {
  line: number;
  value: string | null;
  expected: string;
}

export interface CsvScan {
  /** Records after the header that hold at least as many fields as the header; the reader keeps these, in order. */
  records: number;
  faults: ShapeFault[];
  faultCount: number;
}

/**
 * Reads a CSV file's bytes once and checks its shape: fields a record and quotes. `onLine` hears the line on which
 * each kept record starts: the header is line 1, newlines inside quotes count, records count from 0.
 */
export async function scanCsv(
  path: string,
  fieldCount: number,
  options: { onLine?: (record: number, line: number) => void; maxFaults: number; delimiter?: Delimiter },
): Promise<CsvScan> {
  const delimiter = (options.delimiter ?? ",").charCodeAt(0);
  const highest = Math.max(delimiter, LF);
  let place: Place = "field_start";
  let line = 1;
  let startLine = 1;
  let fields = 1;
  let recordBytes = 0;
  let isHeader = true;
  const scan: CsvScan = { records: 0, faults: [], faultCount: 0 };
  const addFault = (fault: ShapeFault) => {
    scan.faultCount += 1;
    if (scan.faults.length < options.maxFaults) scan.faults.push(fault);
  };
  const endRecord = () => {
    if (recordBytes > 0 || fieldCount === 1) {
      if (!isHeader && fields !== fieldCount) {
        addFault({ line: startLine, value: `${fields} fields`, expected: `${fieldCount} fields, as the header has` });
      }
      if (!isHeader && fields >= fieldCount) {
        options.onLine?.(scan.records, startLine);
        scan.records += 1;
      }
      isHeader = false;
    }
    fields = 1;
    recordBytes = 0;
    place = "field_start";
  };

  /** Bytes without a quote: only delimiters and ends of lines tell, so most bytes cost one comparison. */
  const scanUnquoted = (bytes: Buffer) => {
    let fieldFrom = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte > highest) continue;
      if (byte === delimiter) {
        fields += 1;
        fieldFrom = at + 1;
        place = "field_start";
      } else if (byte === LF) {
        if (fields > 1 || hasText(bytes, fieldFrom, at)) recordBytes += 1;
        line += 1;
        endRecord();
        startLine = line;
        fieldFrom = at + 1;
      }
    }
    if (fields > 1 || hasText(bytes, fieldFrom, bytes.length)) recordBytes += 1;
    if (hasText(bytes, fieldFrom, bytes.length, SPACE)) place = "plain";
  };

  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = chunk;
    const isPlain = place === "field_start" || place === "plain";
    if (isPlain && !bytes.includes(QUOTE)) {
      scanUnquoted(bytes);
      continue;
    }
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === LF) line += 1;
      if (place === "quoted") {
        if (byte === QUOTE) place = "quote_in_quoted";
        continue;
      }
      if (place === "quote_in_quoted" && byte === QUOTE) {
        place = "quoted";
        continue;
      }
      if (byte === LF) {
        endRecord();
        startLine = line;
      } else if (byte === delimiter) {
        fields += 1;
        recordBytes += 1;
        place = "field_start";
      } else if (byte !== CR) {
        recordBytes += 1;
        if (place === "quote_in_quoted") {
          if (byte !== SPACE) {
            addFault({
              line,
              value: null,
              expected: `${DELIMITER_WORDS[options.delimiter ?? ","]} or the end of the line after a closing quote`,
            });
            place = "plain";
          }
        } else if (byte === QUOTE && place === "field_start") place = "quoted";
        else if (byte !== SPACE) place = "plain";
      }
    }
  }
  if (place === "quoted")
    addFault({ line: startLine, value: null, expected: "a closing quote before the end of the file" });
  else endRecord();
  return scan;
}

/** Whether any byte from `from` up to `to` is neither a carriage return nor the other one given. */
function hasText(bytes: Buffer, from: number, to: number, other = CR): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] !== CR && bytes[at] !== other) return true;
  return false;
}

/** The lines that are not UTF-8, up to `maxFaults`; null when the whole file is. */
export async function findBadUtf8(path: string, maxFaults: number): Promise<{ lines: number[]; count: number } | null> {
  if (await isUtf8File(path)) return null;
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  const bad = { lines: [] as number[], count: 0 };
  const check = (text: Buffer) => {
    if (isUtf8(text)) {
      line += countByte(text, LF);
      return;
    }
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf(LF, from);
      const to = end < 0 ? text.length : end;
      if (!isUtf8(text.subarray(from, to))) {
        bad.count += 1;
        if (bad.lines.length < maxFaults) bad.lines.push(line);
      }
      if (end < 0) break;
      line += 1;
      from = end + 1;
    }
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = chunk;
    const cut = bytes.lastIndexOf(LF) + 1;
    if (cut === 0) {
      rest = Buffer.concat([rest, bytes]);
      continue;
    }
    check(Buffer.concat([rest, bytes.subarray(0, cut)]));
    rest = bytes.subarray(cut);
  }
  check(rest);
  return bad.count === 0 ? null : bad;
}

/** Whether a whole file is UTF-8, checked in pieces that end with a line. */
async function isUtf8File(path: string): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = chunk;
    const first = bytes.indexOf(LF) + 1;
    if (first === 0) {
      rest = Buffer.concat([rest, bytes]);
      continue;
    }
    const last = bytes.lastIndexOf(LF) + 1;
    if (!isUtf8(Buffer.concat([rest, bytes.subarray(0, first)])) || !isUtf8(bytes.subarray(first, last))) return false;
    rest = bytes.subarray(last);
  }
  return isUtf8(rest);
}

function countByte(bytes: Buffer, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
}
