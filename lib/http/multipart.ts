import { AppError } from "../errors";

/** One part of a multipart body; its bytes are read in order, before the next part is. */
export interface BodyPart {
  name: string;
  /** Null for a plain field. */
  filename: string | null;
  bytes: AsyncIterable<Uint8Array>;
}

const MAX_HEADER_BYTES = 16_384;
const MAX_FIELD_BYTES = 100_000;
const MAX_PARTS = 1_000;
const LINE_END = Buffer.from("\r\n");
const HEADERS_END = Buffer.from("\r\n\r\n");

/**
 * The parts of a `multipart/form-data` request as they arrive: a body of any size is never held as a whole.
 * Source of the format: RFC 7578, RFC 2046 section 5.1.
 * @throws AppError `validation` for another content type, or a body that is broken or ends early.
 */
export async function* readMultipart(request: Request): AsyncGenerator<BodyPart> {
  const boundary = boundaryOf(request.headers.get("content-type"));
  if (boundary === null || !request.body) throw broken("The body is not multipart form data");
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const reader = request.body.getReader();
  const input = createInput(reader);
  try {
    for await (const _preamble of input.until(delimiter));
    for (let count = 0; !(await input.ends()); count += 1) {
      if (count === MAX_PARTS) throw broken(`The body has more than ${MAX_PARTS} parts`);
      const { name, filename } = readDisposition(await readText(input.until(HEADERS_END), MAX_HEADER_BYTES));
      const bytes = input.until(delimiter);
      yield { name, filename, bytes };
      for await (const _unread of bytes);
    }
  } finally {
    // Whoever stops early, for too many bytes say, wants no more of them.
    await reader.cancel();
  }
}

/** The text of a plain field. @throws AppError `validation` when it is longer than a field may be. */
export function readField({ bytes }: BodyPart): Promise<string> {
  return readText(bytes, MAX_FIELD_BYTES);
}

function createInput(reader: ReadableStreamDefaultReader<Uint8Array>) {
  // The first delimiter has no line before it; with this one it is like the others.
  let held: Buffer = LINE_END;
  const pull = async () => {
    const { done, value } = await reader.read();
    if (done) throw broken("The body ends before its last part does");
    held =
      held.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.concat([held, value]);
  };
  return {
    /** The bytes before `mark`, which is taken too; nothing more once it was found. */
    async *until(mark: Buffer): AsyncGenerator<Uint8Array> {
      for (;;) {
        const at = held.indexOf(mark);
        const sure = at < 0 ? held.length - mark.length + 1 : at;
        if (sure > 0) {
          const part = held.subarray(0, sure);
          held = held.subarray(at < 0 ? sure : at + mark.length);
          yield part;
        } else if (at === 0) held = held.subarray(mark.length);
        if (at >= 0) return;
        await pull();
      }
    },
    /** Whether the delimiter just taken was the last one. */
    async ends(): Promise<boolean> {
      while (held.length < 2) await pull();
      // A line end stays: a part without headers has its empty line by it.
      return held.toString("latin1", 0, 2) === "--";
    },
  };
}

function boundaryOf(contentType: string | null): string | null {
  if (contentType === null || !/^multipart\/form-data\s*;/i.test(contentType)) return null;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? null;
}

function readDisposition(headers: string): { name: string; filename: string | null } {
  const line = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(headers)?.[1] ?? "";
  const name = parameterOf(line, "name");
  if (name === null) throw broken("A part of the body has no name");
  return { name, filename: parameterOf(line, "filename") };
}

/** Browsers write quotes and line ends in names as percent codes. */
function parameterOf(line: string, name: string): string | null {
  const value = new RegExp(`;\\s*${name}="([^"]*)"`, "i").exec(line)?.[1];
  return value?.replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n") ?? null;
}

async function readText(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    length += part.byteLength;
    if (length > maxBytes) throw broken("A header or field of the body is too long");
    parts.push(Uint8Array.from(part));
  }
  return Buffer.concat(parts, length).toString("utf8");
}

function broken(message: string): AppError {
  return new AppError("validation", message);
}
