import { LoadingCards } from "@/app/_components/loading-cards";

export default function Loading() {
  return <LoadingCards title="QA Lab" heights={[360, 220]} />;
}
