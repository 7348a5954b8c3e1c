import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode } from "./error-code";

/** A file of a custom detector; `text` is null where it cannot be read or is too large. */
export interface DetectorFile {
  name: string;
  text: string | null;
}

const MAX_FILES = 200;
const MAX_FILE_BYTES = 64 * 1024;

/**
 * The YAML files of a folder, in the order of their names, at most 200; a missing folder has none. One that cannot be
 * listed is told as a file that cannot be read: whatever stands there harms nothing else.
 */
export async function readDetectorFiles(folder: string): Promise<DetectorFile[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (error) {
    return errorCode(error) === "ENOENT" ? [] : [{ name: basename(folder), text: null }];
  }
  return Promise.all(names.slice(0, MAX_FILES).map((name) => readOne(folder, name)));
}

/** A broken link, a folder or a file without rights is one that cannot be read: the others can. */
async function readOne(folder: string, name: string): Promise<DetectorFile> {
  const path = join(folder, name);
  try {
    const info = await stat(path);
    const isReadable = info.isFile() && info.size <= MAX_FILE_BYTES;
    return { name, text: isReadable ? await readFile(path, "utf8") : null };
  } catch {
    return { name, text: null };
  }
}
