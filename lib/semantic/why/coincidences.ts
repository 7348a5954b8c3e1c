import { compileMovers } from "../compile-movers";
import { formatValue } from "../format";
import { dimensionsOf } from "../model-types";
import { number } from "../result";
import { byCodeUnit } from "../sql-text";
import type { WhyInput } from "./sides";

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

/** Fewer accounts than this always hold most of the movement. */
const MIN_ACCOUNTS = 4;

async function largestAccounts(input: WhyInput, currency: string | null): Promise<string | null> {
  const { model, metric, base, options } = input;
  const query = { ...input.query, metrics: [metric.id], dims: [], compareTo: base };
  const { sql, params } = compileMovers(model, query, "customer", { asOf: options.asOf, limit: 3 });
  const rows = await input.run(sql, params);
  const [count, gross] = [number(rows[0]?.n) ?? 0, number(rows[0]?.gross) ?? 0];
  if (gross === 0 || count < MIN_ACCOUNTS) return null;
  const top = rows.map(({ delta }) => number(delta) ?? 0);
  const moved = top.reduce((sum, delta) => sum + Math.abs(delta), 0);
  return moved / gross < 0.5
    ? null
    : `Three customers make up ${formatValue((100 * moved) / gross, "pct", null)} of all movement (${formatValue(
        top.reduce((a, b) => a + b, 0),
        metric.unit,
        currency,
      )} together).`;
}
