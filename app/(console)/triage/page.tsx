import { askForAction, decide, giveVerdict, rerunTriage, retract, setStatus } from "./actions";
import { loadTriage } from "./load-triage";
import type { SearchParams } from "./parse-filters";
import { TriageView } from "./view";

export const metadata = { title: "Triage" };

export default async function TriagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const data = await loadTriage(await searchParams, null);
  return <TriageView {...data} actions={{ askForAction, decide, giveVerdict, rerunTriage, retract, setStatus }} />;
}
