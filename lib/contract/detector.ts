import { z } from "zod";
import { DataFault } from "./dataset";
import { Cents, Currency, MoneyKind } from "./money";

/** A detector's id as the fingerprint and the address of its page carry it. */
export const DetectorId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{2,59}$/, "expected 3 to 60 lower case letters, digits or _");

/**
 * What the next run does with a detector. `skipped`: on, but a column it needs is not in the data. `proposed`: a file
 * nobody has activated. `changed`: activated once, and its file is no longer the one that was backtested.
 */
export const DetectorState = z.enum(["on", "off", "skipped", "proposed", "changed"]);
export type DetectorState = z.infer<typeof DetectorState>;

/** What a person set: on or off, parameters that differ from what was learned or the default, and the file it was said of. */
export const DetectorSetting = z.object({
  enabled: z.boolean(),
  parameters: z.record(z.string(), z.number()),
  /** SHA-256 of the detector's file; null for a built-in one. */
  fileHash: z.string().nullable(),
});
export type DetectorSetting = z.infer<typeof DetectorSetting>;

export const DetectorParameter = z.object({
  name: z.string(),
  description: z.string().nullable(),
  /** `h`, `days`, `%`; null for a bare number. */
  unit: z.string().nullable(),
  isWhole: z.boolean(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  default: z.number(),
  /** What the next run takes, and who said so. */
  value: z.number(),
  source: z.enum(["default", "learned", "person"]),
  grid: z.array(z.number()),
});
export type DetectorParameter = z.infer<typeof DetectorParameter>;

/** Shares in [0, 1] over generated worlds with hidden truth; null where nothing was there to measure. */
export const DetectorAccuracy = z.object({
  planted: z.number().int(),
  found: z.number().int(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  exact: z.number().nullable(),
  dollarError: z.number().nullable(),
  seeds: z.number().int(),
  invoices: z.number().int(),
});
export type DetectorAccuracy = z.infer<typeof DetectorAccuracy>;

/** Cases of one currency that are not closed; `unknown` of them have an impact that nothing says. */
export const CurrencyCases = z.object({
  currency: Currency,
  count: z.number().int(),
  unknown: z.number().int(),
  impactCents: Cents,
});
export type CurrencyCases = z.infer<typeof CurrencyCases>;

export const DetectorSummary = z.object({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  moneyKind: MoneyKind,
  source: z.enum(["built_in", "custom"]),
  file: z.string().nullable(),
  state: DetectorState,
  /** Why it does not run, in words. */
  reason: z.string().nullable(),
  /** Its place in the claim order, from 1. */
  place: z.number().int(),
  cases: z.array(CurrencyCases),
  accuracy: DetectorAccuracy.nullable(),
});
export type DetectorSummary = z.infer<typeof DetectorSummary>;

export const DetectorList = z.object({
  /** `v0` before anybody set anything. */
  version: z.string(),
  detectors: z.array(DetectorSummary),
  /** Active detectors whose file is refused or gone: their cases stay, and a person may switch them off. */
  lost: z.array(z.string()),
  /** Files that are no detector, with every fault. */
  refused: z.array(z.object({ file: z.string(), faults: z.array(DataFault) })),
});
export type DetectorList = z.infer<typeof DetectorList>;

/** One change of a detector's setting: the audit row. Nothing in the log is ever changed. */
export const DetectorEvent = z.object({
  id: z.string(),
  detectorId: z.string(),
  from: DetectorSetting,
  to: DetectorSetting,
  /** The event that this one takes back. */
  undoes: z.string().nullable(),
  /** The preview or backtest that it rests on; an undo rests on none. */
  trialId: z.string().nullable(),
  why: z.string(),
  by: z.string(),
  at: z.string(),
});
export type DetectorEvent = z.infer<typeof DetectorEvent>;

/** What a change did: its row of the log, and the version it made. */
export const DetectorChange = z.object({ event: DetectorEvent, version: z.string() });
export type DetectorChange = z.infer<typeof DetectorChange>;

const Amount = z.object({ cases: z.number().int(), cents: Cents });

/** How one detector's cases of one currency differ between the setting in force and the one tried. */
export const DetectorDifference = z.object({
  detectorId: z.string(),
  title: z.string(),
  currency: Currency,
  before: Amount,
  after: Amount,
  /** Cases that are new or gone, and all cents that grew or shrank. */
  gained: Amount,
  lost: Amount,
});
export type DetectorDifference = z.infer<typeof DetectorDifference>;

const TrialCase = z.object({ title: z.string(), currency: Currency, cents: Cents.nullable() });

/** A preview of a setting, or the backtest of a file: two whole detections, compared case by case. */
export const DetectorTrial = z.object({
  id: z.string(),
  detectorId: z.string(),
  setting: DetectorSetting,
  /** The settings it was compared with; a trial counts for no others. */
  version: z.string(),
  by: z.string(),
  at: z.string(),
  asOf: z.string().nullable(),
  totals: z.array(z.object({ currency: Currency, before: Amount, after: Amount })),
  differences: z.array(DetectorDifference),
  gained: z.array(TrialCase),
  lost: z.array(TrialCase),
  /** Cases of the detector by the month of their latest row, the last twelve months and what lies before. */
  months: z.array(
    z.object({
      month: z.string(),
      currency: Currency,
      cases: z.number().int(),
      unknown: z.number().int(),
      cents: Cents,
    }),
  ),
  /** What it asked for on rows that other detectors hold: it gets none of it. */
  overlap: z.array(
    z.object({ detectorId: z.string(), title: z.string(), currency: Currency, rows: z.number().int(), cents: Cents }),
  ),
  rows: z.number().int(),
  durationMs: z.number(),
});
export type DetectorTrial = z.infer<typeof DetectorTrial>;

export const DetectorDetail = DetectorSummary.extend({
  version: z.string(),
  because: z.string(),
  needs: z.array(z.string()),
  missing: z.array(z.string()),
  sources: z.array(z.string()),
  evidence: z.string(),
  impact: z.string(),
  action: z.string(),
  confidence: z.number().nullable(),
  parameters: z.array(DetectorParameter),
  /** Its statements with the values of the next run; empty where none could be shown. */
  statements: z.array(z.string()),
  setting: DetectorSetting,
  /** Its changes, newest first; `live` ones can be taken back. */
  history: z.array(z.object({ event: DetectorEvent, canUndo: z.boolean() })),
  lastTrial: DetectorTrial.nullable(),
});
export type DetectorDetail = z.infer<typeof DetectorDetail>;

const Actor = z.string().trim().min(1).max(80).default("local");
const Wanted = z.strictObject({
  enabled: z.boolean(),
  /** Every parameter that is not to be what was learned or, without that, the default. */
  parameters: z.record(z.string().max(60), z.number()).default({}),
});

export const TrialRequest = Wanted.extend({ actor: Actor });
export type TrialRequest = z.infer<typeof TrialRequest>;

export const ChangeRequest = Wanted.extend({ actor: Actor, why: z.string().trim().max(500).default("") });
export type ChangeRequest = z.infer<typeof ChangeRequest>;

export const UndoRequest = z.strictObject({ eventId: z.string().min(1).max(100), actor: Actor });
export type UndoRequest = z.infer<typeof UndoRequest>;
