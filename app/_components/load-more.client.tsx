"use client";

import { ProblemNote } from "./problem-note";
import { problemOf } from "./refusal";
import type { MoreList } from "./use-more.client";

/** The end of a list that goes on: more of it, why there is none, and the way back to its start. */
export function LoadMore<T>({ list, what }: { list: MoreList<T>; what: string }) {
  const { hasMore, loading, error, more, restart } = list;
  if (!hasMore && !restart && !error) return null;
  return (
    <div className="row pad">
      {hasMore && (
        <button type="button" className="btn small" onClick={more} disabled={loading}>
          {loading ? "Loading" : `Load more ${what}`}
        </button>
      )}
      {restart && (
        <button type="button" className="btn small" onClick={restart}>
          Back to the newest
        </button>
      )}
      {error !== null && <ProblemNote problem={problemOf(error)} />}
    </div>
  );
}
