import type { ReactNode } from "react";

/** Title, one line below it, and the page's actions at the right. */
export function PageHead({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  return (
    <div className="top">
      <div>
        <h1>{title}</h1>
        {lead && <p className="muted">{lead}</p>}
      </div>
      <div className="grow" />
      {children}
    </div>
  );
}
