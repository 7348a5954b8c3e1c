import type { HttpExample } from "@/lib/contract/integration";

function bodyText(body: unknown): string {
  if (body === null || body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}

/** The request as HTTP/1.1 shows it: request line, headers, empty line, body. Secrets stay placeholders. */
export function formatHttp({ method, url, headers, body }: HttpExample): string {
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  const text = bodyText(body);
  return text === "" ? lines.join("\n") : `${lines.join("\n")}\n\n${text}`;
}

/** One argument of a POSIX shell, quoted so that nothing in it is expanded. */
function quoteShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same request as a curl command. */
export function formatCurl({ method, url, headers, body }: HttpExample): string {
  const parts = [`curl -X ${method} ${quoteShell(url)}`];
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoteShell(`${name}: ${value}`)}`);
  const text = bodyText(body);
  if (text !== "") parts.push(`--data ${quoteShell(text)}`);
  return parts.join(" \\\n  ");
}
