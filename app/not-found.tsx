import Link from "next/link";
import { EmptyState } from "./_components/empty-state";

export default function NotFound() {
  return (
    <main className="pad">
      <h1>Not found</h1>
      <EmptyState title="There is no page at this address.">
        <Link className="btn" href="/">
          Mission Control
        </Link>
      </EmptyState>
    </main>
  );
}
