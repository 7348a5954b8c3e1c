"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { AnalystActions } from "./analyst-actions";

export interface SavedRowProps {
  id: string;
  title: string;
  href: string;
  note: string;
  remove: AnalystActions["remove"];
}

/** A kept question, opened or removed. */
export function SavedRow({ id, title, href, note, remove }: SavedRowProps) {
  const router = useRouter();
  const [said, setSaid] = useState("");
  const [sending, startTransition] = useTransition();
  const drop = () =>
    startTransition(async () => {
      const result = await remove(id);
      if (result.ok) router.refresh();
      else setSaid(result.problem.detail);
    });
  return (
    <li>
      <Link href={href} prefetch={false}>
        {title}
      </Link>
      <span role="status" className="xs faint">
        {said || note}
      </span>
      <button type="button" className="btn small" disabled={sending} onClick={drop} aria-label={`Remove ${title}`}>
        Remove
      </button>
    </li>
  );
}
