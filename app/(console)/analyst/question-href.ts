import type { SemanticQuery } from "@/lib/contract/analyst";
import { canonicalJson } from "@/lib/learning/canonical-json";
import { encodeSnapshot, type Snapshot } from "./snapshot";

/** The address of a question; `previous` lets a follow-up leave out what stays the same. */
export function questionHref(question: string, previous: SemanticQuery | null = null): string {
  const params = new URLSearchParams({ q: question });
  if (previous) params.set("prev", canonicalJson(previous));
  return `/analyst?${params}`;
}

/** The address of an exact query; `question` stays in the box, `snapshot` lets the page say when the data is another. */
export function queryHref(semanticQuery: SemanticQuery, question: string, snapshot?: Snapshot): string {
  const params = new URLSearchParams({ q: question, sq: canonicalJson(semanticQuery) });
  if (snapshot) params.set("snap", encodeSnapshot(snapshot));
  return `/analyst?${params}`;
}
