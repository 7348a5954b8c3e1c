import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHead } from "@/app/_components/page-head";

export default function DetectorNotFound() {
  return (
    <>
      <PageHead title="No such detector" />
      <section className="card">
        <EmptyState title="Neither built in nor among the files.">
          <p>A custom detector goes with its file; its changes stay in the log.</p>
          <Link className="btn" href="/detectors">
            All detectors
          </Link>
        </EmptyState>
      </section>
    </>
  );
}
