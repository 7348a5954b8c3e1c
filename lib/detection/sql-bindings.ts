import { minorPerMajor } from "../money";
import type { SqlValue } from "../ports";

/** Collects the values of one statement; each `bind` returns the `$n` that stands for the value. */
export interface SqlBindings {
  readonly values: readonly SqlValue[];
  /** A value with its SQL type: PostgreSQL infers none for a bare parameter. */
  bind(value: SqlValue, type: "varchar" | "bigint" | "integer" | "double precision" | "date"): string;
}

export function createBindings(): SqlBindings {
  const values: SqlValue[] = [];
  return {
    values,
    bind(value, type) {
      values.push(value);
      return `cast($${values.length} as ${type})`;
    },
  };
}

/**
 * Body of a CTE `minor_units (currency, per_major)`: minor units in one major unit of each currency given, so that a
 * threshold in major units is the same rule in USD, JPY and KWD. At least one currency is needed.
 */
export function minorUnitsCte(bindings: SqlBindings, currencies: readonly string[]): string {
  const rows = currencies.map(
    (currency) => `(${bindings.bind(currency, "varchar")}, ${bindings.bind(minorPerMajor(currency), "bigint")})`,
  );
  return `minor_units (currency, per_major) as (values ${rows.join(", ")})`;
}
