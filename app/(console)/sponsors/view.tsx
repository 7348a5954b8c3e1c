import { PageHead } from "@/app/_components/page-head";
import type { Begun } from "@/app/_components/use-more.client";
import type { IntegrationActivity, IntegrationId, IntegrationStatus, LlmStatus } from "@/lib/contract/integration";
import { IntegrationCard } from "./integration-card";
import { ModelCard } from "./model-card";
import styles from "./sponsors.module.css";

export interface SponsorsProps {
  sponsors: IntegrationStatus[];
  llm: LlmStatus;
  activity: Record<IntegrationId, Begun<IntegrationActivity>>;
  /** Calls that one page of an activity log has. */
  pageSize: number;
}

/** The four integrations and the model: how each runs, what it did, and the exact request it sends or would send. */
export function SponsorsView({ sponsors, llm, activity, pageSize }: SponsorsProps) {
  const real = sponsors.filter((one) => one.mode === "real").length;
  return (
    <>
      <PageHead
        title="Sponsors"
        lead={`${real} of ${sponsors.length} integrations are real, the others are mocks. A mock sends nothing anywhere.`}
      />
      <div className={styles.grid}>
        {sponsors.map((sponsor) => (
          <IntegrationCard key={sponsor.id} sponsor={sponsor} activity={activity[sponsor.id]} pageSize={pageSize} />
        ))}
        <ModelCard llm={llm} />
      </div>
    </>
  );
}
