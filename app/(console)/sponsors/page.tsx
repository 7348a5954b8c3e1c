import { getContext } from "@/agents/context";
import { listActivity } from "@/db/activity";
import type { IntegrationId, LlmStatus } from "@/lib/contract/integration";
import { SponsorsView } from "./view";

export const metadata = { title: "Sponsors" };

const NO_MODEL: LlmStatus = {
  configured: false,
  provider: null,
  model: null,
  baseUrl: null,
  circuit: "closed",
  lastError: null,
  calls: 0,
};

const SHOWN = 10;

export default async function SponsorsPage() {
  const { db, sponsors, llm } = await getContext();
  const activityOf = (integration: IntegrationId) => listActivity(db, { integration, limit: SHOWN }).activity;
  return (
    <SponsorsView
      sponsors={[
        sponsors.datadog.status(),
        sponsors.lightdash.status(),
        sponsors.airia.status(),
        sponsors.modulate.status(),
      ]}
      llm={llm?.status() ?? NO_MODEL}
      activity={{
        datadog: activityOf("datadog"),
        lightdash: activityOf("lightdash"),
        airia: activityOf("airia"),
        modulate: activityOf("modulate"),
      }}
    />
  );
}
