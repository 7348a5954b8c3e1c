import { AnalystRequest, SemanticQuery } from "@/lib/contract/analyst";
import { decodeSnapshot, type Snapshot } from "./snapshot";

export const ANSWER_TABS = ["chart", "table", "sql", "definitions"] as const;
export type AnswerTab = (typeof ANSWER_TABS)[number];

export interface ParsedQuestion {
  /** What to ask, or null when the address asks nothing. */
  request: AnalystRequest | null;
  /** The words in the box. */
  question: string;
  tab: AnswerTab | null;
  /** The data the link was made on. */
  snapshot: Snapshot | null;
  ignored: string[];
}

const NAMES = ["q", "sq", "prev", "tab", "snap"];

const MAX_WORDS = 2000;

/**
 * Reads a question from the address: `q` its words, `sq` an exact query that a chip stands for (it wins over `q`),
 * `prev` the query a follow-up edits, `tab` the open tab, `snap` the data a link was made on. What makes no sense is named, not obeyed.
 */
export function parseQuestion(params: Record<string, string | string[] | undefined>): ParsedQuestion {
  const ignored: string[] = [];
  const read = (name: string) => {
    const value = params[name];
    if (typeof value === "string" && value.length <= 8000) return value;
    if (value !== undefined) ignored.push(name);
    return "";
  };
  const query = (name: string) => {
    const text = read(name);
    if (text === "") return undefined;
    const parsed = parseQuery(text);
    if (!parsed) ignored.push(name);
    return parsed;
  };
  const question = read("q").slice(0, MAX_WORDS).trim();
  const semanticQuery = query("sq");
  const previous = query("prev");
  const wanted = read("tab");
  const tab = ANSWER_TABS.find((one) => one === wanted) ?? null;
  if (wanted !== "" && !tab) ignored.push("tab");
  const snapText = read("snap");
  const snapshot = decodeSnapshot(snapText) ?? null;
  if (snapText !== "" && !snapshot) ignored.push("snap");
  const unknown = Object.keys(params).filter((name) => !NAMES.includes(name));
  ignored.push(...unknown.map((name) => name.slice(0, 40)));
  const asked = AnalystRequest.safeParse(semanticQuery ? { semanticQuery } : { question, previous });
  const isAsked = semanticQuery !== undefined || question !== "";
  return { request: isAsked && asked.success ? asked.data : null, question, tab, snapshot, ignored };
}

function parseQuery(text: string): SemanticQuery | undefined {
  try {
    return SemanticQuery.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
