/** What does not fit on a page, and where it is. */
export function More({ count, what, caseId }: { count: number; what: string; caseId: string }) {
  if (count <= 0) return null;
  return (
    <p className="xs faint">
      {count.toLocaleString("en-US")} more {what} in <a href={`/api/triage/cases/${caseId}`}>the case as JSON</a>.
    </p>
  );
}
