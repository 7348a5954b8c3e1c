import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { AskContext } from "@/agents/ask";
import { openState } from "@/db/client";
import { parseSettings } from "@/lib/env";
import type { Warehouse } from "@/lib/ports";
import { metricModel } from "./analyst-world";

export interface AskState {
  context: AskContext;
  restart(): void;
  stop(): void;
}

/** A real SQLite state in a folder of its own beside the warehouse given. Ids count up and the clock stands still. */
export function openAskState(warehouse: Warehouse | null, llm: AskContext["llm"] = null): AskState {
  const stateDir = mkdtempSync(join(tmpdir(), "opsiq-ask-"));
  let ids = 0;
  let opened = openState(stateDir, resolve("db/migrations"));
  const state: AskState = {
    context: {
      warehouse,
      llm,
      model: metricModel(),
      settings: parseSettings({}),
      openSandbox: () => null,
      db: opened.db,
      datasetId: warehouse?.dataset.id ?? "none",
      clock: () => new Date("2026-03-01T10:00:00.000Z"),
      newId: (prefix) => {
        ids += 1;
        return `${prefix}_${ids}`;
      },
    },
    restart() {
      opened.close();
      opened = openState(stateDir, resolve("db/migrations"));
      state.context = { ...state.context, db: opened.db };
    },
    stop() {
      opened.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return state;
}
