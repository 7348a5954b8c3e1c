import { formatValue } from "../format";
import { dimensionsOf } from "../model-types";
import { byCodeUnit } from "../sql-text";
import { readSides, type WhyInput } from "./sides";

/** What else happened in the window: it coincides, nothing more is said. */
export async function coincidencesOf(input: WhyInput): Promise<string[]> {
  const { query, metric, currency } = input;
  const regions = query.filters.find((filter) => filter.dim === "region" && filter.op === "in")?.values ?? [];
  const params = [query.time.from, query.time.to, ...regions];
  const where = regions.length > 0 ? ` and region in (${regions.map((_, at) => `$${at + 3}`).join(", ")})` : "";
  const signals = await input.run(
    `select severity, coalesce(region, 'no region') as region, count(*) as n, min(${byCodeUnit("title")}) as title from signal_events
where cast(occurred_at as date) >= cast($1 as date) and cast(occurred_at as date) < cast($2 as date) and severity in ('critical', 'high')${where}
group by severity, coalesce(region, 'no region') order by n desc, severity, ${byCodeUnit("coalesce(region, 'no region')")} limit 3`,
    params,
  );
  const told = signals.map(({ severity, region, n, title }) => {
    const many = Number(n) === 1 ? "1 signal" : `${n} signals`;
    return `Coincides with ${many} of severity ${severity} in ${region} ("${String(title).slice(0, 80)}").`;
  });
  const concentration =
    metric.additive && dimensionsOf(input.model, metric.id).includes("customer")
      ? await largestAccounts(input, currency)
      : null;
  return concentration ? [...told, concentration] : told;
}

async function largestAccounts(input: WhyInput, currency: string | null): Promise<string | null> {
  const { metric } = input;
  const sides = await readSides(input, [metric.id], ["customer"]);
  const deltas = [...sides].map(([, { base, current }]) => (current[metric.id] ?? 0) - (base[metric.id] ?? 0));
  const gross = deltas.reduce((sum, delta) => sum + Math.abs(delta), 0);
  if (gross === 0 || deltas.length < 4) return null;
  const top = deltas.sort((a, b) => Math.abs(b) - Math.abs(a)).slice(0, 3);
  const moved = top.reduce((sum, delta) => sum + Math.abs(delta), 0);
  return moved / gross < 0.5
    ? null
    : `Three customers make up ${formatValue((100 * moved) / gross, "pct", null)} of all movement (${formatValue(
        top.reduce((a, b) => a + b, 0),
        metric.unit,
        currency,
      )} together).`;
}
