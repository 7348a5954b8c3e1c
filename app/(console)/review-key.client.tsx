"use client";

import { useRouter } from "next/navigation";
import { useShortcuts } from "@/app/_components/shortcuts.client";

/** The key A opens the first case that waits for an approval. */
export function ReviewKey({ href }: { href: string }) {
  const router = useRouter();
  useShortcuts({ a: () => router.push(href) });
  return null;
}
