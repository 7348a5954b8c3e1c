import { LoadingCards } from "@/app/_components/loading-cards";

export default function Loading() {
  return <LoadingCards title="Learned questions" heights={[160, 220]} />;
}
