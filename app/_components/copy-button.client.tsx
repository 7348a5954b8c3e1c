"use client";

import { useState } from "react";

/** Copies a text; without one, the address of the page. */
export function CopyButton({ text, label }: { text?: string; label: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    // The clipboard exists on secure origins only; say so instead of failing unseen.
    if (!navigator.clipboard) return setSaid("not allowed here");
    await navigator.clipboard.writeText(text ?? window.location.href);
    setSaid("copied");
  };
  return (
    <span className="row">
      <button type="button" className="btn small" onClick={copy}>
        {label}
      </button>
      <span role="status" className="xs faint">
        {said}
      </span>
    </span>
  );
}
