import { LoadingCards } from "@/app/_components/loading-cards";

export default function Loading() {
  return <LoadingCards title="Loading" heights={[110, 150, 320]} />;
}
