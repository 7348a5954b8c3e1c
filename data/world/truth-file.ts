import { z } from "zod";

/** One base row of the hidden truth and a detector that may claim it; see `CLAIMS_SQL` for what `rank` says. */
export const TruthClaim = z
  .object({
    detector: z.string(),
    rank: z.number().int(),
    entity_kind: z.string(),
    entity_id: z.string(),
    other: z.string().nullable(),
    row_table: z.string(),
    row_key: z.string(),
    cents: z.number().int().nullable(),
    currency: z.string(),
    money_kind: z.string(),
    variant: z.string(),
  })
  .strict();
export type TruthClaim = z.infer<typeof TruthClaim>;

/** A row that resembles a leak and is none. */
export const LookAlikeRow = z.strictObject({ kind: z.string(), row_table: z.string(), row_key: z.string() });
export type LookAlikeRow = z.infer<typeof LookAlikeRow>;

/** The truth of a small world, beside its folder. Amounts are integer minor units. */
export const TruthFile = z.strictObject({
  asOf: z.string(),
  seed: z.number().int(),
  shape: z.string(),
  claims: z.array(TruthClaim),
  lookAlikes: z.array(LookAlikeRow),
});
export type TruthFile = z.infer<typeof TruthFile>;
