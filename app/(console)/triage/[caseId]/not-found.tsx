import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { PageHead } from "@/app/_components/page-head";

export default function CaseNotFound() {
  return (
    <>
      <PageHead title="Case not found" />
      <section className="card">
        <EmptyState title="The running data has no case under this address.">
          <p>It may belong to other data, or the demo was reset.</p>
          <Link className="btn" href="/triage">
            Triage
          </Link>
        </EmptyState>
      </section>
    </>
  );
}
