import Link from "next/link";
import type { ReactNode } from "react";
import { formatDay } from "./format-time";
import { BrandMark } from "./nav-icons";
import { NavLinks } from "./nav-links.client";
import styles from "./shell.module.css";
import { SingleKeysSwitch } from "./shortcuts.client";
import { ThemeToggle } from "./theme.client";

export interface ShellProps {
  dataset: { label: string; asOf: string | null } | null;
  /** The model's name, or null when rules do every job. */
  model: string | null;
  openCases: number;
  children: ReactNode;
}

/** The rail with the areas and what the product runs on, and the page beside it. */
export function Shell({ dataset, model, openCases, children }: ShellProps) {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <nav className={styles.rail} aria-label="Main">
        <Link className={styles.brand} href="/" aria-label="OpsIQ, Mission Control">
          <BrandMark />
          <span>OpsIQ</span>
        </Link>
        <NavLinks openCases={openCases} />
        <div className={styles.foot}>
          <p className="xs faint">
            {dataset ? describeDataset(dataset) : "No data loaded"}
            <br />
            {model ?? "Rules only, no model key"}
          </p>
          <div className={styles.tools}>
            <ThemeToggle />
            <SingleKeysSwitch />
          </div>
        </div>
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function describeDataset(dataset: { label: string; asOf: string | null }): string {
  return dataset.asOf ? `${dataset.label}, as of ${formatDay(dataset.asOf)}` : `${dataset.label}, no dated row`;
}
