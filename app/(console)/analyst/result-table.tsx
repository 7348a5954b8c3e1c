import { formatValue } from "@/app/_components/format-value";
import { ScrollArea } from "@/app/_components/scroll-area";
import type { Answer } from "@/lib/contract/analyst";

const SHOWN = 200;

/** The rows behind the answer, each value in its column's unit. */
export function ResultTable({ columns, rows, rowCount, truncated }: Answer) {
  if (rows.length === 0) return <p className="muted">The question is clear, but no row of the data answers it.</p>;
  const isText = (unit: string) => unit === "text" || unit === "date";
  return (
    <>
      <ScrollArea label="Rows of the answer">
        <table className="tight">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.name} className={isText(column.unit) ? undefined : "n"}>
                  {column.label}
                  {column.currency && ` (${column.currency})`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={JSON.stringify(row)}>
                {columns.map((column, at) => (
                  <td
                    key={column.name}
                    className={column.unit === "date" ? "num" : isText(column.unit) ? undefined : "n"}
                  >
                    {formatValue(row[at] ?? null, column)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <p className="xs faint">
        {Math.min(rows.length, SHOWN)} of {rowCount} rows{truncated && "; the result was cut at its limit"}.
      </p>
    </>
  );
}
