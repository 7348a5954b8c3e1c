import type { z } from "zod";
import type { CaseEntity, Claim, EvidenceRow } from "../contract/case";
import type { MoneyKind } from "../contract/money";
import type { Warehouse } from "../ports";

/** A case as a detector sees it, before the ledger: `wanted` are the base rows its money comes from. */
export interface Finding {
  /** Entity part of the fingerprint; the fingerprint is `<detector id>:<entityKey>`. */
  entityKey: string;
  entity: CaseEntity;
  currency: string;
  /** False where no row says the money: the wanted rows are then held with 0 cents. Default: known. */
  impactKnown?: false;
  /** The detector's own confidence for the evidence found, at most 0.99. */
  confidence: number;
  /**
   * The rows and cents the finding asks the ledger for. Rows that another case holds may be among them: they are
   * never granted, they only link the two cases.
   */
  wanted: Claim[];
  /** The ledger sets the role of each row and adds `claimedCents` where it granted some. */
  evidence: EvidenceRow[];
  /** Free text of the evidence (reasons, notes) for the sentiment scorer. */
  texts: string[];
  title: string;
  summary: string;
  recommendedAction: string;
}

/** What the ledger granted: a finding with its claims. */
export interface ClaimedFinding extends Omit<Finding, "impactKnown"> {
  detectorId: string;
  moneyKind: MoneyKind;
  fingerprint: string;
  claims: Claim[];
  impactKnown: boolean;
  grossImpactCents: number;
  alsoSeenBy: string[];
}

/** Read access to what earlier detectors claimed: cents by row, 0 for a row nobody holds. */
export interface ClaimedRows {
  centsOf(table: string, key: string): number;
  /** Whether a case has the row, be it with an amount that is unknown. */
  isHeld(table: string, key: string): boolean;
}

/** Values of a detector's parameters by name. */
export type Parameters = Record<string, number>;

/** What a detector works with during one run. */
export interface DetectionRun<P extends Parameters = Parameters> {
  warehouse: Warehouse;
  parameters: P;
  /** What more specific detectors hold already. */
  claimed: ClaimedRows;
  signal?: AbortSignal | undefined;
  /** Lets others have their turn; loops over very many rows await it now and then. */
  pause?: (() => Promise<void>) | undefined;
  /** Computes something once a run and hands the same result to every detector that asks for `key`. */
  once<T>(key: string, compute: () => Promise<T>): Promise<T>;
}

/** Findings shaped, or rows read, between two pauses: a few milliseconds. */
export const TURN_ROWS = 500;

/** What a detector tells of itself: which rows prove a case, how its money comes about, and what to do. */
export interface DetectorWords {
  evidence: string;
  /** The impact formula, in words. */
  impact: string;
  action: string;
}

/** One anomaly rule. Adding one touches its own file and one line of `registry.ts`. */
export interface Detector<P extends Parameters = Parameters> {
  id: string;
  title: string;
  /** What it asks of the data, in one sentence. */
  question: string;
  moneyKind: MoneyKind;
  /** Optional columns it cannot work without, as `table.column`; absent ones make it `skipped`. */
  needs: readonly string[];
  parameters: z.ZodType<P>;
  defaults: P;
  /** Values learning may walk, per parameter, from the loosest to the strictest. */
  grid: { [K in keyof P]?: readonly number[] };
  /** Tables it reads. */
  sources: readonly string[];
  about: DetectorWords;
  /** Runs the SQL and shapes its rows, sorted by entity key so that a rerun gives the same bytes. */
  detect(run: DetectionRun<P>): Promise<Finding[]>;
}
