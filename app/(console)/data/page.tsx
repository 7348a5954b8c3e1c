import { getContext } from "@/agents/context";
import { load, reset } from "./actions";
import { DataView } from "./view";

export const metadata = { title: "Data" };

export default async function DataPage() {
  const { warehouse, store } = await getContext();
  return <DataView dataset={warehouse?.dataset ?? null} lastLoad={store.lastLoad()} actions={{ load, reset }} />;
}
