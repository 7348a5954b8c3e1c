import { AppError, messageOf } from "@/lib/errors";
import { writeLog } from "@/lib/http/log";
import { closeAllStreams } from "@/lib/http/open-streams";

/** What the Node process does at boot and at the end; kept out of `instrumentation.ts`, which also builds for edge. */
export async function startServerProcess(): Promise<void> {
  process.once("SIGTERM", closeAllStreams);
  process.once("SIGINT", closeAllStreams);
  stopWhenOrphaned();
  try {
    const { boot } = await import("@/agents/boot");
    await boot();
  } catch (error) {
    if (!(error instanceof AppError)) writeLog("error", "boot failed", { error });
    process.stderr.write(`OpsIQ cannot start: ${messageOf(error).split("\n")[0]}\n`);
    process.exit(1);
  }
}

/** The launcher holds a channel to this process: when it dies without a signal, the server goes too. */
function stopWhenOrphaned(): void {
  if (!process.channel) return;
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
}
