import { getContext } from "@/agents/context";
import { readDetectors } from "@/agents/detectors";
import { rerunTriage } from "../triage/actions";
import { change } from "./actions";
import { DetectorsView } from "./view";

export const metadata = { title: "Detectors" };

export default async function DetectorsPage() {
  const context = await getContext();
  return (
    <DetectorsView
      list={await readDetectors(context)}
      folder={context.settings.OPSIQ_DETECTORS_DIR}
      change={change}
      rerunTriage={rerunTriage}
    />
  );
}
