import type { Problem } from "@/lib/contract/problem";

/** A refused action, in the server's words, with each fault it named. */
export function ProblemNote({ problem }: { problem: Problem }) {
  return (
    <div className="note bad" role="alert">
      <div>
        <b>{problem.title}</b> {problem.detail}
        {problem.errors.length > 0 && (
          <ul>
            {problem.errors.map((fault) => (
              <li key={`${fault.pointer} ${fault.detail}`}>
                {fault.pointer}: {fault.detail}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
