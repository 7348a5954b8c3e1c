import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { TableName } from "@/lib/contract/dataset";
import { AppError } from "@/lib/errors";
import type { Clock } from "@/lib/ports";

/** A named table file: a web `File` fits, and so does a stream of a request. */
export interface UploadedFile {
  name: string;
  stream(): ReadableStream<Uint8Array>;
}

export interface UploadLimits {
  fileBytes: number;
  totalBytes: number;
}

const GIB = 1024 ** 3;
const UPLOAD_LIMITS: UploadLimits = { fileBytes: 2 * GIB, totalBytes: 6 * GIB };

const NAMES = new Set(TableName.options.flatMap((table) => [`${table}.csv`, `${table}.parquet`]));

/**
 * Streams uploaded tables into a fresh folder below `<stateDir>/uploads/` and returns its path; what the files
 * hold is for the load to judge. Nothing is left behind when it throws.
 * @throws AppError `validation` for a name that is no table's, `limit_exceeded` for too many bytes.
 */
export async function saveUploads(
  stateDir: string,
  uploads: Iterable<UploadedFile> | AsyncIterable<UploadedFile>,
  options: { clock: Clock; limits?: UploadLimits; signal?: AbortSignal },
): Promise<string> {
  const limits = options.limits ?? UPLOAD_LIMITS;
  const stamp = options.clock().toISOString().slice(0, 19).replace(/[-:]/g, "");
  const folder = resolve(stateDir, "uploads", `${stamp}-${randomUUID().slice(0, 8)}`);
  await mkdir(folder, { recursive: true });
  const saved = new Set<string>();
  let total = 0;
  try {
    for await (const upload of uploads) {
      checkName(upload.name, saved);
      saved.add(upload.name);
      let bytes = 0;
      const counter = new Transform({
        transform(chunk: Uint8Array, _encoding, done) {
          bytes += chunk.byteLength;
          total += chunk.byteLength;
          done(limitError(upload.name, bytes, total, limits), chunk);
        },
      });
      const source = Readable.fromWeb(upload.stream() as NodeReadableStream<Uint8Array>);
      const target = createWriteStream(join(folder, upload.name), { flags: "wx" });
      await pipeline(source, counter, target, { signal: options.signal });
    }
    if (saved.size === 0) throw new AppError("validation", "No file was sent");
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Only the names of tables are written, so no name can lead out of the folder. */
function checkName(name: string, saved: ReadonlySet<string>): void {
  if (!NAMES.has(name)) {
    const detail = "expected <table>.csv or <table>.parquet with the name of a table";
    const shown = name.slice(0, 100);
    throw new AppError("validation", `${shown}: ${detail}`, { details: [{ pointer: shown, detail }] });
  }
  if (saved.has(name)) throw new AppError("validation", `${name} was sent twice`);
}

function limitError(name: string, bytes: number, total: number, limits: UploadLimits): AppError | null {
  if (bytes > limits.fileBytes)
    return new AppError("limit_exceeded", `${name} is larger than ${limits.fileBytes} bytes`);
  if (total > limits.totalBytes)
    return new AppError("limit_exceeded", `The files together are larger than ${limits.totalBytes} bytes`);
  return null;
}
