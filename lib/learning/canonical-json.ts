/**
 * JSON with object members in the order of their names (UTF-16 code units, as RFC 8785 sorts them) and no white space:
 * equal values give equal text whatever order they were built in. Members that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => (isPlainObject(member) ? sortMembers(member) : member));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A null prototype keeps a member called `__proto__`; integer-like names keep the engine's own fixed order.
function sortMembers(value: Record<string, unknown>): Record<string, unknown> {
  const sorted: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(value).sort()) sorted[name] = value[name];
  return sorted;
}
