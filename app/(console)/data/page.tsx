import { getContext } from "@/agents/context";
import { load, propose, reset } from "./actions";
import { DataPageView } from "./view";

export const metadata = { title: "Data" };

export default async function DataPage() {
  const { warehouse, store } = await getContext();
  return (
    <DataPageView dataset={warehouse?.dataset ?? null} lastLoad={store.lastLoad()} actions={{ load, propose, reset }} />
  );
}
