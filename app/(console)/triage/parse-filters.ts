import { CaseFilter } from "@/lib/contract/case";

export type SearchParams = Record<string, string | string[] | undefined>;

export interface ParsedFilters {
  filter: CaseFilter;
  cursor: string | undefined;
  /** The case that is open beside the list. */
  openId: string | undefined;
  /** Names of parameters that made no sense and were left out. */
  ignored: string[];
}

/** Reads the Triage filters from a query string. What makes no sense is named, not obeyed; empty means absent. */
export function parseFilters(params: SearchParams): ParsedFilters {
  const filter: CaseFilter = {};
  const ignored: string[] = [];
  let cursor: string | undefined;
  let openId: string | undefined;
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === "") continue;
    if (name === "cursor" && typeof value === "string" && value.length <= 200) {
      cursor = value;
      continue;
    }
    if (name === "case" && typeof value === "string" && value.length <= 100) {
      openId = value;
      continue;
    }
    const one = Object.hasOwn(CaseFilter.shape, name) ? CaseFilter.safeParse({ [name]: value }) : null;
    if (one?.success) Object.assign(filter, one.data);
    else ignored.push(name.slice(0, 40));
  }
  return { filter, cursor, openId, ignored };
}

/** The query string of these filters, `?` included; empty when there are none. */
export function filterQuery(filter: CaseFilter, extra: { cursor?: string; case?: string } = {}): string {
  const entries = Object.entries({ ...filter, ...extra }).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const text = new URLSearchParams(entries).toString();
  return text === "" ? "" : `?${text}`;
}
