import type { Settings } from "@/lib/env";
import type { Clock, LightdashMetric, RecordActivity, Sponsors } from "@/lib/ports";
import { createAiria } from "./airia/adapter";
import { createDatadog } from "./datadog/adapter";
import { createLightdash } from "./lightdash/adapter";
import { createModulate } from "./modulate/adapter";

/** The four integrations, each real or mock by its own settings. `record` receives every call, mock ones too. */
export function createSponsors(
  settings: Settings,
  deps: { record: RecordActivity; catalogue: () => LightdashMetric[]; clock: Clock },
): Sponsors {
  const { record, catalogue, clock } = deps;
  const shared = { settings, record, clock };
  return {
    datadog: createDatadog(shared),
    lightdash: createLightdash({ ...shared, catalogue }),
    airia: createAiria(shared),
    modulate: createModulate(shared),
  };
}
