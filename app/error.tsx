"use client";

import { ErrorPanel } from "./_components/error-panel.client";

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="pad">
      <ErrorPanel error={error} retry={retry} />
    </main>
  );
}
