/** Candidates tried in one text: bounds the work on a hostile answer. */
const MAX_CANDIDATES = 8;

/**
 * The first JSON object in a model's text: the whole text, else inside a fence or between prose. Thinking blocks are
 * skipped. Undefined when there is none; a cut-off object is none.
 */
export function extractJsonObject(text: string): object | undefined {
  const answer = text.slice(Math.max(0, text.lastIndexOf("</think>"))).replace(/^<\/think>/, "");
  const whole = parseObject(answer.trim());
  if (whole) return whole;
  let from = answer.indexOf("{");
  for (let tried = 0; from >= 0 && tried < MAX_CANDIDATES; tried += 1) {
    const end = closingBrace(answer, from);
    const found = end < 0 ? undefined : parseObject(answer.slice(from, end + 1));
    if (found) return found;
    from = answer.indexOf("{", from + 1);
  }
  return undefined;
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Index of the brace that closes the one at `from`, braces inside strings left out; -1 when it never closes. */
function closingBrace(text: string, from: number): number {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{") depth += 1;
    else if (char === "}") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}
