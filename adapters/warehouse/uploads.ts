import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "@/lib/errors";
import type { Clock } from "@/lib/ports";

/** A named file: a web `File` fits, and so does a part of a request. */
export interface UploadedFile {
  name: string;
  stream(): AsyncIterable<Uint8Array>;
}

/** Files as they lie in a folder of their own. */
export interface SavedUpload {
  folder: string;
  names: string[];
  /** Removes the folder: what it held was refused. */
  discard: () => Promise<void>;
}

export interface UploadLimits {
  fileBytes: number;
  totalBytes: number;
}

const GIB = 1024 ** 3;
const UPLOAD_LIMITS: UploadLimits = { fileBytes: 2 * GIB, totalBytes: 6 * GIB };

/** Letters, digits and a little more, so that no name can lead out of the folder or hide in it. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .()+-]{0,150}\.(csv|parquet)$/iu;

/**
 * Streams uploaded files into a fresh folder below `<stateDir>/uploads/`; what they hold is for the load to judge.
 * Nothing is left behind when it throws.
 * @throws AppError `validation` for a name that is no CSV or Parquet file's, `limit_exceeded` for too many bytes.
 */
export async function saveUploads(
  stateDir: string,
  uploads: Iterable<UploadedFile> | AsyncIterable<UploadedFile>,
  options: { clock: Clock; limits?: UploadLimits; signal?: AbortSignal },
): Promise<SavedUpload> {
  const limits = options.limits ?? UPLOAD_LIMITS;
  const stamp = options.clock().toISOString().slice(0, 19).replace(/[-:]/g, "");
  const folder = resolve(stateDir, "uploads", `${stamp}-${randomUUID().slice(0, 8)}`);
  const discard = () => rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const saved = new Set<string>();
  const names: string[] = [];
  let total = 0;
  try {
    for await (const upload of uploads) {
      checkName(upload.name, saved);
      saved.add(upload.name.toLowerCase());
      names.push(upload.name);
      let bytes = 0;
      const counter = new Transform({
        transform(chunk: Uint8Array, _encoding, done) {
          bytes += chunk.byteLength;
          total += chunk.byteLength;
          done(limitError(upload.name, bytes, total, limits), chunk);
        },
      });
      const target = createWriteStream(join(folder, upload.name), { flags: "wx" });
      await pipeline(upload.stream(), counter, target, { signal: options.signal });
    }
    if (saved.size === 0) throw new AppError("validation", "No file was sent");
    return { folder, names, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

function checkName(name: string, saved: ReadonlySet<string>): void {
  if (!NAME.test(name)) {
    const detail = "expected a name that ends in .csv or .parquet, of letters, digits, spaces and . _ - ( ) +";
    const shown = name.slice(0, 100);
    throw new AppError("validation", `${shown}: ${detail}`, { details: [{ pointer: shown, detail }] });
  }
  if (saved.has(name.toLowerCase())) throw new AppError("validation", `${name} was sent twice`);
}

function limitError(name: string, bytes: number, total: number, limits: UploadLimits): AppError | null {
  if (bytes > limits.fileBytes)
    return new AppError("limit_exceeded", `${name} is larger than ${limits.fileBytes} bytes`);
  if (total > limits.totalBytes)
    return new AppError("limit_exceeded", `The files together are larger than ${limits.totalBytes} bytes`);
  return null;
}
