import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/errors";

/** A file of a custom detector; `text` is null where it is too large to be one. */
export interface DetectorFile {
  name: string;
  text: string | null;
}

const MAX_FILES = 200;
export const MAX_FILE_BYTES = 64 * 1024;

/**
 * The YAML files of a folder, in the order of their names, at most 200; a missing folder has none.
 * @throws AppError `unavailable` when the folder is there and cannot be read.
 */
export async function readDetectorFiles(folder: string): Promise<DetectorFile[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    return await Promise.all(names.slice(0, MAX_FILES).map((name) => readOne(folder, name)));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw new AppError("unavailable", "The folder of custom detectors could not be read", { cause });
  }
}

async function readOne(folder: string, name: string): Promise<DetectorFile> {
  const path = join(folder, name);
  const info = await stat(path);
  const isReadable = info.isFile() && info.size <= MAX_FILE_BYTES;
  return { name, text: isReadable ? await readFile(path, "utf8") : null };
}
