import { getContext } from "@/agents/context";
import { followRun } from "@/agents/run-journal";
import { getRun } from "@/db/runs";
import { newRequestId, problemResponse, toProblem } from "@/lib/http/problem";
import { streamEvents } from "@/lib/http/sse";

/** The live timeline: one `run` event a movement, resumed from `Last-Event-ID`, closed when the run has ended. */
export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  try {
    const context = await getContext();
    const { runId } = await params;
    getRun(context.db, runId);
    return streamEvents(request, (sink, lastEventId) => {
      const after = Number(lastEventId ?? 0);
      return followRun(context, runId, Number.isSafeInteger(after) ? after : 0, (event) => {
        sink.send({ id: event.id, event: "run", data: event });
        if (event.type === "run-end") sink.close();
      });
    });
  } catch (error) {
    return problemResponse(toProblem(error, newRequestId()));
  }
}
