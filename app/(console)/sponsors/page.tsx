import { getContext } from "@/agents/context";
import { describeSponsors } from "@/agents/sponsors";
import { listActivity } from "@/db/activity";
import type { IntegrationId } from "@/lib/contract/integration";
import { SponsorsView } from "./view";

export const metadata = { title: "Sponsors" };

const SHOWN = 10;

export default async function SponsorsPage() {
  const context = await getContext();
  const activityOf = (integration: IntegrationId) => {
    const { activity, nextCursor } = listActivity(context.db, { integration, limit: SHOWN });
    return { items: activity, nextCursor };
  };
  const { sponsors, llm } = describeSponsors(context);
  return (
    <SponsorsView
      sponsors={sponsors}
      llm={llm}
      pageSize={SHOWN}
      activity={{
        datadog: activityOf("datadog"),
        lightdash: activityOf("lightdash"),
        airia: activityOf("airia"),
        modulate: activityOf("modulate"),
      }}
    />
  );
}
