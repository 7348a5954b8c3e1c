/** The first sentence of an answer, for large type, and what follows it. */
export function splitAnswer(text: string): { lead: string; details: string } {
  const end = /[.!?](?=\s+(?:["“]?\p{Lu}|\d+ groups?\b))/u.exec(text);
  if (!end) return { lead: text.trim(), details: "" };
  return { lead: text.slice(0, end.index + 1).trim(), details: text.slice(end.index + 1).trim() };
}
