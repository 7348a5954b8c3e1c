import { LoadingCards } from "@/app/_components/loading-cards";

export default function Loading() {
  return <LoadingCards title="Detector" heights={[240, 220, 120]} />;
}
