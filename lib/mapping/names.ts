/** A foreign name as mappings compare it: lower case with one underscore for whatever is no letter or digit. */
export function normalizeName(name: string): string {
  const trimmed = name.trim();
  const words = trimmed
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "");
  return trimmed.startsWith("_") ? `_${words}` : words;
}
