import { getContext } from "@/agents/context";
import { describeData } from "@/agents/data";
import { load, propose, reset } from "./actions";
import { DataPageView } from "./view";

export const metadata = { title: "Data" };

export default async function DataPage() {
  return <DataPageView {...describeData(await getContext())} actions={{ load, propose, reset }} />;
}
