import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const LOCK_PATH = join(import.meta.dirname, "..", "package-lock.json");

/** Every optional dependency that some package names and the lock has no entry for. */
export function missingOptionalEntries(lock) {
  return Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isLocked(lock.packages, parent, name))
      .map(([name, range]) => ({ name, range })),
  );
}

/** Entries that name where a package was downloaded from: they tie the lock to one machine's registry. */
export function entriesWithAddress(lock) {
  return Object.entries(lock.packages)
    .filter(([, entry]) => typeof entry.resolved === "string" && /^https?:/.test(entry.resolved))
    .map(([path]) => path);
}

/**
 * npm leaves optional platform packages that a registry lacks out of the lock, and `npm ci` then refuses the lock on
 * every machine. Adds them with version, platform and `optional`, and takes download addresses out.
 */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  for (const { name, range } of missingOptionalEntries(lock)) {
    packages[`node_modules/${name}`] ??= { version: range.replace(/^[\^~]/, ""), optional: true, ...platformOf(name) };
  }
  const entries = Object.entries(packages).map(([path, { resolved, ...entry }]) => [
    path,
    resolved === undefined || /^https?:/.test(resolved) ? entry : { ...entry, resolved },
  ]);
  const [root, ...others] = entries;
  others.sort(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries([root, ...others]) };
}

/** Node resolves a nested package before one above it: any folder from the parent up to the root counts. */
function isLocked(packages, parent, name) {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

function platformOf(name) {
  const os = ["darwin", "win32", "linux", "freebsd", "android"].find((part) => name.includes(part));
  const cpu = ["x64", "arm64", "ia32"].find((part) => name.includes(part));
  return { ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(LOCK_PATH, "utf8"));
  const missing = missingOptionalEntries(lock);
  const completed = completeLock(lock);
  writeFileSync(LOCK_PATH, `${JSON.stringify(completed, null, 2)}\n`);
  console.log(
    `package-lock.json: ${missing.length} optional entries added${missing.map(({ name }) => `\n  ${name}`).join("")}`,
  );
}
