import { z } from "zod";
import { DetectorAccuracy } from "@/lib/contract/detector";
import { type DetectorScore, figuresOf, WORLD_RATES, type WorldScore } from "./accuracy-scores";

const Figures = DetectorAccuracy.omit({ seeds: true, invoices: true }).strict();

const Board = z.strictObject({
  seeds: z.array(z.number().int()),
  invoices: z.number().int(),
  centsClaimedTwice: z.number().int(),
  detectors: z.record(z.string(), Figures),
});
export type Board = z.infer<typeof Board>;

/** The stored figures: all dev seeds, and one small world that a test can run. */
export const Baseline = z.strictObject({ full: Board, quick: Board });
export type Baseline = z.infer<typeof Baseline>;

/** A figure may be this much worse than the baseline: two points. */
const ALLOWED = 0.02;

/** The figures of a score, rounded to four decimals, as they are stored. */
export function boardOf(score: WorldScore, seeds: readonly number[], invoices: number): Board {
  const detectors = Object.fromEntries(
    Object.entries(score.detectors).map(([id, own]) => [
      id,
      { planted: own.planted, found: own.found, ...rounded(own) },
    ]),
  );
  return { seeds: [...seeds], invoices, centsClaimedTwice: score.centsClaimedTwice, detectors };
}

function rounded(score: DetectorScore) {
  const { precision, recall, exact, dollarError } = figuresOf(score);
  const round = (value: number | null) => (value === null ? null : Math.round(value * 1e4) / 1e4);
  return { precision: round(precision), recall: round(recall), exact: round(exact), dollarError: round(dollarError) };
}

/** What is worse than the baseline by more than two points, one sentence each; a cent claimed twice always is. */
export function findRegressions(now: Board, baseline: Board): string[] {
  const worse = Object.entries(baseline.detectors).flatMap(([id, before]) => {
    const own = now.detectors[id];
    if (!own) return [`${id}: in the baseline, not registered now`];
    return [
      ...dropped(id, "precision", before.precision, own.precision),
      ...dropped(id, "recall", before.recall, own.recall),
      ...dropped(id, "exact cents", before.exact, own.exact),
      ...((own.dollarError ?? 0) > (before.dollarError ?? 0) + ALLOWED
        ? [`${id}: dollar error ${percent(own.dollarError)}, was ${percent(before.dollarError)}`]
        : []),
    ];
  });
  return now.centsClaimedTwice > 0 ? [...worse, `${now.centsClaimedTwice} cents are claimed twice`] : worse;
}

function dropped(id: string, what: string, before: number | null, own: number | null): string[] {
  if (before === null || (own !== null && own >= before - ALLOWED)) return [];
  return [`${id}: ${what} ${percent(own)}, was ${percent(before)}`];
}

function percent(share: number | null): string {
  return share === null ? "-" : `${(share * 100).toFixed(1)} %`;
}

/** The scoreboard as a Markdown table: detectors, then all of them together. */
export function scoreTable(score: WorldScore): string {
  const head = [
    "detector",
    "planted",
    "found",
    "precision",
    "recall",
    "to the cent",
    "dollar error",
    "look-alikes raised",
  ];
  const rows = Object.entries(score.detectors).map(([id, own]) => [id, ...cells(own), wrongText(own.wrong)]);
  const lines = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  return lines.join("\n");
}

function cells(score: DetectorScore): string[] {
  const { precision, recall, exact, dollarError } = figuresOf(score);
  return [String(score.planted), String(score.found), ...[precision, recall, exact, dollarError].map(percent)];
}

function wrongText(wrong: Readonly<Record<string, number>>): string {
  const kinds = Object.entries(wrong).sort(([, a], [, b]) => b - a);
  return kinds.length === 0 ? "none" : kinds.map(([kind, count]) => `${kind} ${count}`).join(", ");
}

/** Claimed against injected over every detector, and what was claimed twice, in one sentence. */
export function totalSentence(score: WorldScore): string {
  const sum = (name: "claimedUsd" | "injectedUsd") =>
    Object.values(score.detectors).reduce((total, own) => total + own[name], 0);
  const dollars = (value: number) => `$${Math.round(value).toLocaleString("en-US")}`;
  const [claimed, injected] = [sum("claimedUsd"), sum("injectedUsd")];
  const error = injected === 0 ? 0 : Math.abs(claimed - injected) / injected;
  return (
    `Claimed ${dollars(claimed)} of ${dollars(injected)} injected (${percent(error)} apart); ` +
    `cents claimed twice: ${score.centsClaimedTwice}.`
  );
}

/** The page that keeps the scoreboard; it names its command, seeds and sizes, and no date. */
export function accuracyPage(score: WorldScore, { seeds, invoices }: Board): string {
  const rates = Object.entries(WORLD_RATES).map(([currency, rate]) => `${currency} ${rate}`);
  const missing = score.notBuilt.length === 0 ? "" : `\nNot built, so not scored: ${score.notBuilt.join(", ")}.\n`;
  return `# How often the detectors are right

\`npm run bench:accuracy\` makes one world a seed, loads it as the application does, runs every registered detector
with its defaults and compares its cases with the hidden truth. The detectors and the generator (\`data/world\`) share
no code. Seeds ${seeds.join(", ")}; ${invoices.toLocaleString("en-US")} invoices and twice as many usage events each; the shapes
(mixed, seats, usage) take turns.

${scoreTable(score)}

${totalSentence(score)}
${missing}
## How it is counted

- **planted**: cases of the truth that are this detector's. Where a more specific detector is not registered, its rows
  are expected of the next one that the same rows fit, as the money ledger would give them.
- **precision**: findings about a planted case / findings. **recall**: planted cases with a finding / planted cases.
- **to the cent**: planted cases of known money found with exactly their cents.
- **dollar error**: |claimed - injected| / injected, currencies added up at the world's own rates in dollars a major
  unit (${rates.join(", ")}).
- **look-alikes raised**: wrong findings by the kind of row they fell for: pauses, contractual credits, partial refunds,
  seasonal peaks, mid-period upgrades, trials in time, voided and reissued invoices, FX rounding, and twenty more.
- **cents claimed twice**: minor units of one base row in more than one case. It must be 0.

\`npm run bench:accuracy -- --check\` exits with 1 when a figure is more than two points below \`docs/accuracy.json\`; a
test does the same for one small world. Seeds from 1000 on are held out: nothing is tuned on them, and
\`--held-out\` prints theirs without keeping them.
`;
}

const SECOND = "\n## A second generator";

/** The part of the page about the second generator, which has a command of its own; empty where there is none. */
export function secondSection(page: string): string {
  const at = page.indexOf(SECOND);
  return at < 0 ? "" : page.slice(at);
}
