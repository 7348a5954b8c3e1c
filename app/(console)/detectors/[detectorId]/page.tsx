import { notFound } from "next/navigation";
import { getContext } from "@/agents/context";
import { readDetector } from "@/agents/detectors";
import type { DetectorDetail } from "@/lib/contract/detector";
import { AppError } from "@/lib/errors";
import { rerunTriage } from "../../triage/actions";
import { change, tryOut, undo } from "../actions";
import { DetectorView, RefusedView } from "./view";

export const metadata = { title: "Detector" };

export default async function DetectorPage({ params }: { params: Promise<{ detectorId: string }> }) {
  const { detectorId } = await params;
  const read = await readOrRefuse(detectorId);
  if (read instanceof AppError) return <RefusedView message={read.message} faults={read.details} />;
  return <DetectorView detail={read} actions={{ tryOut, change, undo }} rerunTriage={rerunTriage} />;
}

/** A detector whose file is refused has a page too: it says why. */
async function readOrRefuse(detectorId: string): Promise<DetectorDetail | AppError> {
  try {
    return await readDetector(await getContext(), detectorId);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_found") notFound();
    if (error.code !== "validation") throw error;
    return error;
  }
}
