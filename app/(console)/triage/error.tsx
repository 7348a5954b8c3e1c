"use client";

import { ErrorPanel } from "@/app/_components/error-panel.client";

export default function TriageError({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorPanel error={error} retry={retry} />;
}
