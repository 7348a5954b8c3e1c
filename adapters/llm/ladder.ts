import type OpenAI from "openai";
import type { WireSchema } from "./wire-schema";

type ResponseFormat = OpenAI.ChatCompletionCreateParams["response_format"];

const RUNGS = ["json_schema_strict", "json_schema", "json_object", "plain"] as const;
type Rung = (typeof RUNGS)[number];

export interface Ladder {
  /** The best rung known to work for this schema. */
  rungFor(schemaName: string, wire: WireSchema): Rung;
  /** Gives a rung up, for every schema or for this one; false at the bottom. */
  stepDown(from: Rung, schemaName: string, scope: "server" | "schema"): boolean;
}

/**
 * Which kind of structured output a model server takes, learned from its refusals. One ladder serves one base URL and
 * model; a refused schema keyword lowers that schema alone.
 */
export function createLadder(): Ladder {
  let serverFloor = 0;
  const schemaFloors = new Map<string, number>();
  return {
    rungFor: (schemaName, wire) => {
      const floor = Math.max(serverFloor, schemaFloors.get(schemaName) ?? 0, wire.strict === null ? 1 : 0);
      return RUNGS[floor] ?? "plain";
    },
    stepDown: (from, schemaName, scope) => {
      const next = RUNGS.indexOf(from) + 1;
      if (next >= RUNGS.length) return false;
      if (scope === "server") serverFloor = Math.max(serverFloor, next);
      else schemaFloors.set(schemaName, next);
      return true;
    },
  };
}

/** The `response_format` member of a rung. */
export function responseFormatOf(rung: Rung, schemaName: string, wire: WireSchema): ResponseFormat {
  if (rung === "plain") return undefined;
  if (rung === "json_object") return { type: "json_object" };
  const name = schemaName.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 64) || "answer";
  const strict = rung === "json_schema_strict";
  const schema = strict ? (wire.strict ?? wire.full) : wire.full;
  return { type: "json_schema", json_schema: { name, strict, schema } };
}

/** What the system prompt adds: the lower rungs carry the schema as text, and say "json", which json_object demands. */
export function instructionOf(rung: Rung, wire: WireSchema): string {
  if (rung === "json_schema_strict" || rung === "json_schema") {
    return "Answer with the JSON object that the schema asks for.";
  }
  return `Answer with one JSON object and nothing else. It must match this JSON schema:\n${JSON.stringify(wire.full)}`;
}
