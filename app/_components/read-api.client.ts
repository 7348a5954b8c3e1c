"use client";

import type { Problem } from "@/lib/contract/problem";
import { Refusal } from "./refusal";

/**
 * Reads one of our own GET endpoints. Our own server wrote the answer by the contract; its schemas stay out of the
 * page's script.
 * @throws Refusal with the problem that the API answered.
 */
export async function readApi<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(`/api${path}`, { signal, headers: { accept: "application/json" } });
  const body: unknown = await response.json();
  if (!response.ok) throw new Refusal(body as Problem);
  return body as T;
}
