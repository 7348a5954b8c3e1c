import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Context, createContext } from "@/agents/context";
import { parseSettings } from "@/lib/env";

export interface TestServer {
  context: Context;
  stateDir: string;
  /** Closes the context and opens it again on the same state, as a restart does. */
  restart: () => Promise<void>;
  /** Closes the context and removes its state. */
  stop: () => Promise<void>;
}

/** A whole context on a state folder of its own, with the demo data unless `environment` names another folder. */
export async function startContext(environment: Record<string, string> = {}): Promise<TestServer> {
  const stateDir = mkdtempSync(join(tmpdir(), "opsiq-state-"));
  const open = () => createContext(parseSettings({ ...environment, OPSIQ_STATE_DIR: stateDir }));
  const server: TestServer = {
    context: await open(),
    stateDir,
    async restart() {
      await server.context.close();
      server.context = await open();
    },
    async stop() {
      await server.context.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return server;
}
