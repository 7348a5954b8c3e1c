import { getContext } from "@/agents/context";
import { readMetricCatalogue } from "@/agents/metric-catalogue";
import { MetricsView } from "./view";

export const metadata = { title: "Metrics" };

export default async function MetricsPage() {
  return <MetricsView catalogue={await readMetricCatalogue(await getContext())} />;
}
