import type { WhyPart } from "../../contract/analyst";
import { roundToTotal } from "./decompose";

const MAX_PARTS = 8;

/**
 * Parts in the metric's smallest unit (cents, hundredths of a percentage point, or one), the largest first, the small
 * ones together. They add up to `total` exactly: what they leave open becomes a part of its own. No shares where
 * gains and losses mostly cancel out.
 */
export function exactParts(raw: readonly { label: string; delta: number }[], total: number, rest: string): WhyPart[] {
  const sum = raw.reduce((all, part) => all + part.delta, 0);
  const open = total - sum;
  const sorted = [...raw].filter((part) => part.delta !== 0).sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
  const shown = sorted.slice(0, MAX_PARTS).map((part) => ({ ...part }));
  const others = sorted.slice(MAX_PARTS);
  if (others.length > 0)
    shown.push({ label: `${others.length} others`, delta: others.reduce((all, part) => all + part.delta, 0) });
  if (Math.abs(open) >= 0.5) shown.push({ label: rest, delta: open });
  const gross = shown.reduce((all, part) => all + Math.abs(part.delta), 0);
  const shares = total !== 0 && Math.abs(total) / gross >= 0.2;
  const cents = roundToTotal(
    shown.map((part) => part.delta),
    total,
  );
  return shown.map((part, at) => {
    const deltaCents = cents[at] ?? 0;
    return { label: part.label, deltaCents, share: shares ? Math.round((deltaCents / total) * 1e4) / 1e4 : null };
  });
}
