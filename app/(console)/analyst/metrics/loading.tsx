import { LoadingCards } from "@/app/_components/loading-cards";

export default function Loading() {
  return <LoadingCards title="Metrics" heights={[160, 160, 160]} />;
}
