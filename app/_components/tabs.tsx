import Link from "next/link";
import styles from "./tabs.module.css";

export interface Tab {
  id: string;
  label: string;
  href: string;
  count?: number;
}

/** Tabs as links: the address is the only place that knows which one is open. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.id} href={tab.href} aria-current={tab.id === current ? "page" : undefined} scroll={false}>
          {tab.label}
          {tab.count !== undefined && tab.count > 0 && <span className="chip num">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
