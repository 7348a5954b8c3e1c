import type { Trace } from "@/lib/contract/evaluation";

/** Tokens of a call, in and out; `unknown` where the server did not say. */
export function describeTokens({ source, promptTokens, completionTokens }: Trace): string {
  if (source === "rules") return "no tokens";
  if (promptTokens === null || completionTokens === null) return "tokens unknown";
  return `${promptTokens.toLocaleString("en-US")} in, ${completionTokens.toLocaleString("en-US")} out`;
}

/** Cost of a call in US dollars; `unknown` where no price is known. */
export function describeCost({ source, costUsd }: Trace): string {
  if (source === "rules") return "no cost";
  return costUsd === null ? "cost unknown" : `$${costUsd.toFixed(4)}`;
}
