import { LoadingCards } from "@/app/_components/loading-cards";

export default function Loading() {
  return <LoadingCards title="Detectors" heights={[520, 160]} />;
}
