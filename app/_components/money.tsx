import { formatMoney, splitMoney } from "@/lib/money";
import styles from "./money.module.css";

/** An amount in running text or a cell. `cents` are minor units of `currency`. */
export function Money({ cents, currency }: { cents: number; currency: string }) {
  return <span className="num">{formatMoney(cents, currency)}</span>;
}

/** The money of a case or of one of its figures: an unknown amount says so, it is never shown as 0. */
export function Impact({ cents, currency, isKnown }: { cents: number; currency: string; isKnown: boolean }) {
  return isKnown ? <Money cents={cents} currency={currency} /> : <span className="faint">unknown</span>;
}

/** The amount as the largest thing in its card, its minor digits smaller. */
export function BigMoney({
  cents,
  currency,
  size = "card",
}: {
  cents: number;
  currency: string;
  size?: "card" | "hero";
}) {
  const { whole, fraction } = splitMoney(cents, currency);
  return (
    <span className={`num ${styles.amount} ${size === "hero" ? styles.hero : ""}`}>
      {whole}
      {fraction && <small>{fraction}</small>}
    </span>
  );
}
