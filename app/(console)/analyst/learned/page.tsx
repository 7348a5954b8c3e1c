import { getContext } from "@/agents/context";
import { describeModel, readLanguage } from "@/agents/questions";
import { teachAnalyst } from "../actions";
import { LearnedView } from "./view";

export const metadata = { title: "Learned questions" };

export default async function LearnedPage() {
  const context = await getContext();
  const { metrics, dimensions } = describeModel(context.model, "");
  const names = Object.fromEntries([...metrics, ...dimensions].map(({ id, label }) => [id, label]));
  return <LearnedView language={readLanguage(context)} names={names} teach={teachAnalyst} />;
}
