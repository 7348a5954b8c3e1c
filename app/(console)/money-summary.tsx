import { formatDay } from "@/app/_components/format-time";
import { KIND_WORDS, KindChip, Mark } from "@/app/_components/marks";
import { BigMoney, Money } from "@/app/_components/money";
import type { Dataset } from "@/lib/contract/dataset";
import type { MoneyKind, Totals } from "@/lib/contract/money";
import { formatMoney } from "@/lib/money";
import styles from "./money-summary.module.css";

export const KINDS: readonly MoneyKind[] = ["recoverable", "cash_out", "owed_to_customer", "timing"];

export interface MoneySummaryProps {
  atRisk: Totals;
  /** Open cases of each kind in the reporting currency. */
  kindCounts: Record<MoneyKind, number>;
  confirmed: Totals;
  /** Money that later rows show to have come back: apart from what is identified. */
  recovered: Totals;
  dataset: Dataset;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** What the total was found in: every displayed total names its denominator. */
export function describeDenominator({ tables, asOf }: Dataset): string {
  const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows ?? 0;
  const money = tables.filter((table) => ["invoices", "payments", "refunds"].includes(table.name));
  const firstDays = money.flatMap((table) => (table.firstDay ? [table.firstDay] : [])).sort();
  const span = firstDays[0] && asOf ? `, ${formatDay(firstDays[0])} to ${formatDay(asOf)}` : "";
  return `${plural(rowsOf("invoices"), "invoice")}, ${plural(rowsOf("payments"), "payment")} and ${plural(rowsOf("refunds"), "refund or credit", "refunds and credits")}${span}`;
}

/** The headline amount with its denominator, how it splits, and each kind apart. */
export function MoneySummary({ atRisk, kindCounts, confirmed, recovered, dataset }: MoneySummaryProps) {
  const others = atRisk.byCurrency.filter((total) => total.currency !== atRisk.currency);
  const own = atRisk.byCurrency.find((total) => total.currency === atRisk.currency);
  return (
    <>
      <section className={styles.hero} aria-label="Money at risk">
        <BigMoney cents={atRisk.impactCents} currency={atRisk.currency} size="hero" />
        <p>
          <b>at risk in {plural(own?.count ?? 0, "open case")}</b>
          <br />
          <span className="muted sm">found in {describeDenominator(dataset)}</span>
        </p>
      </section>
      <ShareBar totals={atRisk} />
      {others.length > 0 && (
        <p className="sm muted">
          Currencies are never added up. Also at risk:{" "}
          {others.map((total, at) => (
            <span key={total.currency}>
              {at > 0 && ", "}
              <Money cents={total.impactCents} currency={total.currency} /> in {plural(total.count, "case")}
            </span>
          ))}
          .
        </p>
      )}
      <section className={styles.totals} aria-label="Money by kind">
        {KINDS.map((kind) => (
          <article key={kind} className="card pad">
            <KindChip kind={kind} />
            <div className={styles.amount}>
              <BigMoney cents={atRisk.byKind[kind]} currency={atRisk.currency} />
            </div>
            <p className="sm muted">{KIND_WORDS[kind].long}</p>
            <p className="xs faint">
              {kindCounts[kind] === 0 ? "nothing found" : plural(kindCounts[kind], "case")}
              {others
                .filter((total) => total.byKind[kind] !== 0)
                .map((total) => ` and ${formatMoney(total.byKind[kind], total.currency)}`)}
            </p>
          </article>
        ))}
        <article className={`card pad ${styles.confirmed}`}>
          <span className="chip good">
            <Mark name="check" />
            Confirmed
          </span>
          <div className={styles.amount}>
            {confirmed.count === 0 ? (
              <span className={styles.nothing}>nothing confirmed yet</span>
            ) : (
              <BigMoney cents={confirmed.impactCents} currency={confirmed.currency} />
            )}
          </div>
          <p className="sm muted">Confirmed by people</p>
          <p className="xs faint">
            {confirmed.count === 0 ? "a verdict in Triage does it" : `${plural(confirmed.count, "case")}, shown apart`}
          </p>
          <p className="sm">
            {recovered.count === 0 ? (
              <span className="muted">nothing recovered yet</span>
            ) : (
              <Recovered of={recovered} />
            )}
          </p>
        </article>
      </section>
    </>
  );
}

function Recovered({ of }: { of: Totals }) {
  return (
    <>
      <b>
        {of.byCurrency.map((total, at) => (
          <span key={total.currency}>
            {at > 0 && ", "}
            <Money cents={total.impactCents} currency={total.currency} />
          </span>
        ))}{" "}
        recovered
      </b>{" "}
      <span className="muted">by later invoices, payments or reversals in {plural(of.count, "case")}</span>
    </>
  );
}

/** How the headline splits over the kinds; the cards below say the same in words. */
function ShareBar({ totals }: { totals: Totals }) {
  if (totals.impactCents <= 0) return null;
  const parts = KINDS.filter((kind) => totals.byKind[kind] > 0);
  const shareOf = (kind: MoneyKind) => (totals.byKind[kind] / totals.impactCents) * 100;
  const words = parts.map((kind) => `${KIND_WORDS[kind].short} ${Math.round(shareOf(kind))} %`).join(", ");
  return (
    <div className={styles.share} role="img" aria-label={`Split of money at risk: ${words}`}>
      {parts.map((kind) => (
        <i key={kind} className={styles[kind]} style={{ width: `${shareOf(kind)}%` }} />
      ))}
    </div>
  );
}
