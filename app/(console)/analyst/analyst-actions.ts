import type { SemanticQuery } from "@/lib/contract/analyst";
import type { PhraseMeaning, SavedQuestion } from "@/lib/contract/questions";
import type { ActionResult } from "@/lib/http/action";

type Lesson =
  | { kind: "verify"; question: string; semanticQuery: SemanticQuery; why?: string }
  | { kind: "synonym"; phrase: string; means: PhraseMeaning; why?: string }
  | { kind: "default"; phrase: string; metric: string; why?: string }
  | { kind: "undo"; eventId: string; why?: string };

/** What a person can do on the analyst's pages; the pages pass the server actions, tests pass their own. */
export interface AnalystActions {
  save(input: {
    question?: string;
    semanticQuery: SemanticQuery;
    pinned: boolean;
  }): Promise<ActionResult<SavedQuestion>>;
  remove(id: string): Promise<ActionResult<{ id: string }>>;
  teach(lesson: Lesson): Promise<ActionResult<{ version: string; eventId: string; replayed: number }>>;
}
