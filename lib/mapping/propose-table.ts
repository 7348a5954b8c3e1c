import type { ProposedColumn } from "../contract/mapping";
import type { ColumnSpec, TableSpec } from "../contract/tables";
import { type ColumnProfile, type FileProfile, type KeyOverlap, wordsOf } from "./profile";
import { type KeyColumns, proposeByElimination } from "./propose-by-elimination";
import { proposeRule } from "./propose-rule";
import type { ColumnRule } from "./schema";
import { percent, scoreColumn } from "./score-column";

export interface ProposedPart {
  profile: FileProfile;
  columns: { proposed: ProposedColumn; rule: ColumnRule }[];
}

const LEAST_SCORE = 0.42;
/** A column with a rival is a guess between two, so it stays below 0.8. */
const RIVAL_FACTOR = 0.78;

/** The best foreign column for each canonical one, each foreign column used once. */
export function proposePart(
  table: TableSpec,
  profile: FileProfile,
  overlaps: readonly KeyOverlap[],
  keys: KeyColumns,
): ProposedPart {
  const pairs = table.columns
    .flatMap((spec) =>
      profile.columns.map((column) => {
        const own = scoreColumn(table.name, spec, column);
        const { score, reasons } = withKeys(
          own,
          table,
          spec.name,
          spec.references,
          column.name,
          profile,
          overlaps,
          keys,
        );
        return { spec, column, score, reasons };
      }),
    )
    .filter((pair) => pair.score >= LEAST_SCORE)
    .toSorted((left, right) => right.score - left.score);
  const taken = new Set<string>();
  const columns: ProposedPart["columns"] = [];
  for (const pair of pairs) {
    if (taken.has(pair.column.name) || columns.some((one) => one.proposed.column === pair.spec.name)) continue;
    taken.add(pair.column.name);
    const rival = pairs.find(
      (other) =>
        other.spec === pair.spec && other !== pair && !taken.has(other.column.name) && pair.score - other.score < 0.04,
    );
    const more = rival ? [`${rival.column.shown} fits nearly as well`] : [];
    columns.push(proposeColumn(table, profile, { ...pair, doubt: rival ? RIVAL_FACTOR : 1 }, more));
  }
  const given = new Set(columns.map(({ proposed }) => proposed.column));
  for (const { reason, ...found } of proposeByElimination(table, profile, overlaps, keys, taken, given))
    columns.push(proposeColumn(table, profile, { ...found, reasons: [reason], doubt: 1 }));
  return { profile, columns };
}

interface Match {
  spec: ColumnSpec;
  column: ColumnProfile;
  score: number;
  reasons: readonly string[];
  doubt: number;
}

/** A match with the rule that reads it; what the rule is unsure of makes the match less sure. */
function proposeColumn(
  table: TableSpec,
  profile: FileProfile,
  { spec, column, score, reasons, doubt }: Match,
  more: readonly string[] = [],
): ProposedPart["columns"][number] {
  const read = proposeRule(table.name, spec, column, profile);
  return {
    rule: read.rule,
    proposed: {
      table: table.name,
      part: 0,
      column: spec.name,
      isRequired: !spec.optional,
      from: column.shown,
      words: spec.type === "enum" ? wordsOf(column) : [],
      confidence: Math.round(score * read.factor * doubt * 100) / 100,
      reasons: [...reasons, ...read.reasons, ...more],
    },
  };
}

/** A reference whose values are keys of the other file is surer, and one whose values are not is hardly one. */
function withKeys(
  own: { score: number; reasons: string[] },
  table: TableSpec,
  name: string,
  references: string | undefined,
  column: string,
  profile: FileProfile,
  overlaps: readonly KeyOverlap[],
  keys: KeyColumns,
): { score: number; reasons: string[] } {
  if (own.score === 0) return own;
  const given = profile.columns.find((one) => one.name === column);
  if (table.key[0] === name && given) {
    const isUnique = given.filled > 0 && given.distinct === given.filled;
    const isVersioned = table.key.length > 1;
    if (isUnique) return { score: Math.min(1, own.score + 0.05), reasons: [...own.reasons, "each value occurs once"] };
    return isVersioned ? own : { score: own.score * 0.6, reasons: [...own.reasons, "values repeat"] };
  }
  const key = references ? keys.get(references) : undefined;
  if (!key) return own;
  const overlap = overlaps.find(
    (one) =>
      one.file === profile.file.name &&
      one.column === column &&
      one.keyFile === key.file &&
      one.keyColumn === key.column,
  );
  if (!overlap) return own;
  const reasons = [...own.reasons, `${percent(overlap.share)} of its values are keys of ${key.file}`];
  const score = overlap.share > 0.8 ? own.score + 0.06 * overlap.share : own.score * (0.5 + overlap.share / 2);
  return { score: Math.min(1, score), reasons };
}
