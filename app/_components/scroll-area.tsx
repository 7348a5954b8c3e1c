import type { ReactNode } from "react";

/** What may be wider than its place scrolls inside it; reachable by keyboard, named for those who do not see it. */
export function ScrollArea({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields, a section would be one landmark too many
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div className={className ?? "scroll-x"} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
