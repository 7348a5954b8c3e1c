/** Replaces every planted secret in a value with `<NAME>`. Works on text, and through arrays, objects and their keys. */
export type Redact = <T>(value: T) => T;

/** Shorter "secrets" are not replaced: they would tear ordinary words apart. */
const SHORTEST_SECRET = 4;

/**
 * Builds a redactor for the secrets given by name. Covers a secret's plain, URL-encoded, JSON-escaped and base64 forms;
 * longer secrets go first, so that one which contains another leaves nothing behind.
 */
export function createRedactor(secrets: Readonly<Record<string, string | undefined>>): Redact {
  const replacements = Object.entries(secrets)
    .flatMap(([name, secret]) =>
      secret === undefined || secret.length < SHORTEST_SECRET
        ? []
        : formsOf(secret).map((form): [string, string] => [form, `<${name}>`]),
    )
    .sort(([a], [b]) => b.length - a.length);
  const redactText = (text: string) => replacements.reduce((left, [form, label]) => left.replaceAll(form, label), text);
  const redact = (value: unknown): unknown => {
    if (typeof value === "string") return redactText(value);
    if (Array.isArray(value)) return value.map(redact);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [redactText(key), redact(member)]));
  };
  return <T>(value: T): T => redact(value) as T;
}

function formsOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
  return [...new Set([secret, encodeURIComponent(secret), escaped, base64])];
}
