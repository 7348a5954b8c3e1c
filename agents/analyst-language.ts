import { languageMark, listLanguageEvents } from "@/db/questions";
import type { LanguageState } from "@/lib/contract/questions";
import { canonicalJson } from "@/lib/learning/canonical-json";
import type { Lexicon } from "@/lib/semantic/lexicon";
import { extendLexicon } from "@/lib/semantic/verified/extend-lexicon";
import { foldLanguage } from "@/lib/semantic/verified/fold";
import type { Context } from "./context";

const extended = new WeakMap<Lexicon, { key: string; lexicon: Lexicon }>();

/** The lexicon with what was taught; made once for each state of the language. */
export function taughtLexicon(lexicon: Lexicon, { synonyms, defaults }: LanguageState): Lexicon {
  if (synonyms.length + defaults.length === 0) return lexicon;
  const key = canonicalJson({ synonyms, defaults });
  const known = extended.get(lexicon);
  if (known?.key === key) return known.lexicon;
  const made = extendLexicon(lexicon, { verified: [], synonyms, defaults });
  extended.set(lexicon, { key, lexicon: made });
  return made;
}

const folded = new WeakMap<Context["db"], { datasetId: string; mark: number; state: LanguageState }>();

/** What the running dataset's analyst has been taught; folded once for each new lesson. */
export function readLanguageState({ db, datasetId }: Pick<Context, "db" | "datasetId">): LanguageState {
  const mark = languageMark(db, datasetId);
  const known = folded.get(db);
  if (known?.datasetId === datasetId && known.mark === mark) return known.state;
  const state = foldLanguage(listLanguageEvents(db, datasetId));
  folded.set(db, { datasetId, mark, state });
  return state;
}
