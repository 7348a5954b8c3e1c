import type { ReactNode } from "react";

/** What is not there, why, and what would bring it. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <b>{title}</b>
      {children}
    </div>
  );
}

/** Said once at the top when parts of the query string made no sense and were left out. */
export function IgnoredNotice({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="note caution" role="status" style={{ marginBottom: "var(--space-4)" }}>
      Ignored in the address, because it makes no sense here: {names.join(", ")}.
    </p>
  );
}
