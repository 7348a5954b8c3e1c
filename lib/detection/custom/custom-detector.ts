import { z } from "zod";
import { AppError } from "../../errors";
import type { Detector } from "../detector";
import { type CustomDefinition, OPTIONAL_COLUMNS } from "./definition";
import { readFoundRows } from "./read-rows";
import { shapeFindings } from "./shape-findings";
import { rowsStatement } from "./statement";

/** Rows that a custom detector may return. */
export const MAX_ROWS = 50_000;

/** A file's detector: the same contract as a built-in one, so that the ledger, memory and the pages know no difference. */
export function toDetector(definition: CustomDefinition, maxRows: number = MAX_ROWS): Detector {
  const parameters = Object.entries(definition.parameters);
  const shape = parameters.map(([name, { type, min, max, unit, description }]) => {
    const number = (type === "integer" ? z.number().int() : z.number()).min(min).max(max);
    return [name, number.meta({ ...(unit ? { unit } : {}), ...(description ? { description } : {}) })] as const;
  });
  return {
    id: definition.id,
    title: definition.title,
    question: definition.question,
    moneyKind: definition.money_kind,
    needs: definition.needs.filter((column) => OPTIONAL_COLUMNS.has(column)),
    parameters: z.strictObject(Object.fromEntries(shape)),
    defaults: Object.fromEntries(parameters.map(([name, parameter]) => [name, parameter.default])),
    grid: Object.fromEntries(parameters.map(([name, parameter]) => [name, parameter.grid])),
    sources: [definition.result.table],
    about: definition.about,
    async detect({ warehouse, parameters: values, claimed, signal }) {
      const { asOf } = warehouse.dataset;
      if (asOf === null) return [];
      const { sql, params } = rowsStatement(definition, values, asOf);
      const rows = await warehouse.query(sql, params, { signal, maxRows: maxRows + 1 });
      if (rows.length > maxRows)
        throw new AppError(
          "limit_exceeded",
          `${definition.id} returns more than ${maxRows.toLocaleString("en-US")} rows: narrow its WHERE`,
        );
      return shapeFindings(definition, readFoundRows(definition, rows), claimed);
    },
  };
}
