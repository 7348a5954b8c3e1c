import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors";
import { askForAction, decide, giveVerdict, rerunTriage, retract, setStatus } from "../actions";
import { loadTriage } from "../load-triage";
import type { SearchParams } from "../parse-filters";
import { TriageView } from "../view";

export const metadata = { title: "Case" };

interface CasePageProps {
  params: Promise<{ caseId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function CasePage({ params, searchParams }: CasePageProps) {
  const { caseId } = await params;
  const data = await loadTriage(await searchParams, caseId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  return <TriageView {...data} actions={{ askForAction, decide, giveVerdict, rerunTriage, retract, setStatus }} />;
}
