import { formatDay, formatMonth } from "@/app/_components/format-time";
import { formatMoney } from "@/lib/money";
import styles from "./refund-band.module.css";

/** Weekly refunds of the region worth looking at, with the band a calm week stays in. Amounts in minor units. */
export interface RefundWeeks {
  region: string;
  weeks: { monday: string; sumCents: number }[];
  median: number;
  upperCents: number;
  hit: { monday: string; label: string } | null;
}

export interface RefundBandProps {
  data: RefundWeeks;
  currency: string;
  asOf: string | null;
}

const DAY_MS = 86_400_000;
/** The band comes from this many weeks before the one it judges. */
const BASELINE_WEEKS = 8;

/** A line against its band, drawn on the server; labels are text, so they keep their size on a phone. */
export function RefundBand({ data, currency, asOf }: RefundBandProps) {
  const { weeks, median, upperCents, hit } = data;
  const top = Math.max(upperCents, ...weeks.map((week) => week.sumCents), 1) * 1.12;
  const x = (at: number) => (weeks.length < 2 ? 50 : (at / (weeks.length - 1)) * 100);
  const y = (cents: number) => 100 - (cents / top) * 100;
  const last = weeks.at(-1);
  const isPartial = last !== undefined && asOf !== null && Date.parse(asOf) < Date.parse(last.monday) + 6 * DAY_MS;
  const point = (week: { sumCents: number }, at: number) => `${x(at).toFixed(2)} ${y(week.sumCents).toFixed(2)}`;
  const whole = isPartial ? weeks.slice(0, -1) : weeks;
  const tail = isPartial ? weeks.slice(-2) : [];
  const hitAt = hit ? weeks.findIndex((week) => week.monday === hit.monday) : -1;
  const hitWeek = weeks[hitAt];
  const lower = Math.max(0, 2 * median - upperCents);
  const bandFrom = x(Math.max(0, (hitAt < 0 ? weeks.length - 1 : hitAt) - BASELINE_WEEKS));
  return (
    <figure className={styles.figure}>
      <figcaption className="muted">{describe(data, currency, isPartial)}</figcaption>
      <div className={styles.plot} role="img" aria-label={`Weekly refunds in ${data.region}`}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <rect
            x={bandFrom}
            width={100 - bandFrom}
            y={y(upperCents)}
            height={y(lower) - y(upperCents)}
            className={styles.band}
          />
          <path d={`M${bandFrom} ${y(median)}H100`} className={styles.median} />
          <path d={`M${whole.map(point).join("L")}`} className={styles.line} />
          {tail.length === 2 && (
            <path
              d={`M${tail.map((week, at) => point(week, weeks.length - 2 + at)).join("L")}`}
              className={`${styles.line} ${styles.partial}`}
            />
          )}
        </svg>
        {hit && hitWeek && (
          <div className={styles.hit} style={{ left: `${x(hitAt)}%`, top: `${y(hitWeek.sumCents)}%` }}>
            <span data-side={x(hitAt) > 50 ? "left" : "right"}>{hit.label}</span>
          </div>
        )}
      </div>
      <div className={`${styles.axis} xs faint`} aria-hidden="true">
        {weeks.map((week, at) =>
          startsMonth(weeks, at) ? (
            <span key={week.monday} style={{ left: `${x(at)}%` }}>
              {formatMonth(week.monday)}
            </span>
          ) : null,
        )}
      </div>
      <details>
        <summary className="xs faint">Table of the weeks</summary>
        <table className="tight">
          <thead>
            <tr>
              <th>Week from</th>
              <th className="n">Refunds</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.monday}>
                <td>
                  {formatDay(week.monday)}
                  {isPartial && week === last && <span className="faint"> (incomplete)</span>}
                </td>
                <td className="n">{formatMoney(week.sumCents, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function startsMonth(weeks: RefundWeeks["weeks"], at: number): boolean {
  return at > 0 && weeks[at]?.monday.slice(0, 7) !== weeks[at - 1]?.monday.slice(0, 7);
}

function describe({ region, median, upperCents, hit }: RefundWeeks, currency: string, isPartial: boolean): string {
  const usual = `Over the eight weeks before, ${region} had a median of ${formatMoney(Math.round(median), currency)} of refunds a week; the band ends at ${formatMoney(Math.round(upperCents), currency)}.`;
  const outcome = hit ? ` The week from ${formatDay(hit.monday)} left the band.` : " No refund spike is open.";
  return `${usual}${outcome}${isPartial ? " The last week is incomplete, so it is dashed." : ""}`;
}
