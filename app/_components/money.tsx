import { formatMoney, splitMoney } from "@/lib/money";
import styles from "./money.module.css";

/** An amount in running text or a cell. `cents` are minor units of `currency`. */
export function Money({ cents, currency }: { cents: number; currency: string }) {
  return <span className="num">{formatMoney(cents, currency)}</span>;
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
