import { z } from "zod";

/** RFC 9457 problem details: the one error body of the API and of server actions. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.enum([
    "validation",
    "unauthorized",
    "forbidden",
    "not_found",
    "conflict",
    "limit_exceeded",
    "unavailable",
    "timeout",
    "internal",
  ]),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
});
export type Problem = z.infer<typeof Problem>;
