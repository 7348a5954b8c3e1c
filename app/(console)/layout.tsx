import type { ReactNode } from "react";
import { getContext } from "@/agents/context";
import { QueryProvider } from "@/app/_components/query.client";
import { Shell } from "@/app/_components/shell";
import { countOpenCases } from "@/db/case-totals";

/** Every page shows the state as it is now. */
export const dynamic = "force-dynamic";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { db, datasetId, warehouse, llm } = await getContext();
  const dataset = warehouse ? { label: warehouse.dataset.label, asOf: warehouse.dataset.asOf } : null;
  return (
    <Shell dataset={dataset} model={llm?.model ?? null} openCases={countOpenCases(db, datasetId)}>
      <QueryProvider>{children}</QueryProvider>
    </Shell>
  );
}
