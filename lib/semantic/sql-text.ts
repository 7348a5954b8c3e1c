import { contractedPriceCtes } from "../detection/contracted-price";
import type { SqlBindings } from "../detection/sql-bindings";
import { AppError } from "../errors";
import type { SqlValue } from "../ports";
import type { FactModel, MetricModel, RowTier } from "./model-types";

/** Orders text by code unit on every engine: a server's own collation may sort it as people do. */
export const byCodeUnit = (sql: string) => `${sql} collate "C"`;

/** A statement under construction: values are bound, named relations become CTEs in the order of their needs. */
export interface SqlBuilder {
  params: SqlValue[];
  bind(value: SqlValue, type?: "date" | "varchar"): string;
  /** Replaces `${relation}` and makes each one a CTE. */
  relate(sql: string): string;
  withClauses(): string[];
  /** Relations that were to be found as tables and are read. */
  givenUsed(): string[];
}

/** A period of the question for relations that look at single days. */
export interface Period {
  period: string;
  firstDay: string;
  lastDay: string;
}

/** `given` are relations that exist as tables of their name. */
export function createBuilder(
  model: MetricModel,
  periods: readonly Period[],
  asOf: string,
  given: ReadonlySet<string> = new Set(),
): SqlBuilder {
  const params: SqlValue[] = [];
  const used = new Set<string>();
  const ctes = new Map<string, string>();
  const bind = (value: SqlValue, type?: "date" | "varchar") => {
    params.push(value);
    return type ? `cast($${params.length} as ${type})` : `$${params.length}`;
  };
  const addPeriods = () => {
    if (ctes.has("periods")) return;
    const rows = periods.map(
      (p) => `(${bind(p.period, "varchar")}, ${bind(p.firstDay, "date")}, ${bind(p.lastDay, "date")})`,
    );
    ctes.set("periods", `select * from (values ${rows.join(", ")}) as p(period, first_day, last_day)`);
  };
  const relate = (sql: string): string =>
    sql.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
      if (name === "periods") {
        addPeriods();
        return "periods";
      }
      if (name === "as_of") return bind(asOf, "date");
      if (name === "contracted_periods") {
        if (!ctes.has(name)) ctes.set(name, contractedPeriodsSql(params, asOf));
        return name;
      }
      const relation = model.relations.get(name);
      if (relation === undefined) return whole;
      if (given.has(name)) {
        used.add(name);
        return name;
      }
      if (!ctes.has(name)) {
        const text = relate(relation);
        ctes.set(name, text);
      }
      return name;
    });
  return {
    params,
    bind,
    relate,
    givenUsed: () => [...used],
    withClauses: () => [...ctes].map(([name, sql]) => `${name} as (\n  ${sql.trim().replaceAll("\n", "\n  ")}\n)`),
  };
}

/** One row a billing period with its contracted price: the detectors' own statement, so that both say the same. */
function contractedPeriodsSql(params: SqlValue[], asOf: string): string {
  const bindings: SqlBindings = {
    values: params,
    bind(value, type) {
      params.push(value);
      return `cast($${params.length} as ${type})`;
    },
  };
  return `with ${contractedPriceCtes(bindings, asOf)}
select c.subscription_id || '|' || cast(c.period_start as varchar) || '|' || cast(c.period_end as varchar) as period_key,
  c.subscription_id, s.customer_id, c.period_start, c.period_end, c.currency, c.closed, c.billed_cents, c.contracted_cents, c.overage_cents,
  coalesce(floor(10000.0 * c.overage_cents / nullif(c.overage_unit_price_cents, 0) + 0.5) / 10000.0, 0) as overage_units
from contracted c
join (select subscription_id, min(${byCodeUnit("customer_id")}) as customer_id from subscriptions group by subscription_id) s
  on s.subscription_id = c.subscription_id`;
}

/** Writes a fact's SQL: resolves references, collects the joins they need, and renders `from` with those joins. */
export function createFactScope(model: MetricModel, fact: FactModel, builder: SqlBuilder) {
  const joined = new Map<string, string>();
  const resolve = (sql: string): string =>
    sql.replace(/\$\{TABLE\}/g, fact.name).replace(/\$\{(\w+)\.(\w+)\}/g, (_, join: string, column: string) => {
      if (join === "row_tier" && fact.rowTier) return rowTier(fact.rowTier, column);
      use(join);
      return `${join}.${column}`;
    });
  const use = (join: string) => {
    if (joined.has(join)) return;
    const definition = fact.joins[join];
    if (!definition) throw new AppError("internal", `The metric model joins ${fact.name} to an unknown ${join}`);
    // Resolving the condition adds the joins it needs first.
    const own = new RegExp(`\\$\\{${join}\\.(\\w+)\\}`, "g");
    const condition = resolve(definition.on.replace(own, `${join}.$1`));
    joined.set(join, `left join ${source(definition.table)} ${join} on ${condition}`);
  };
  const source = (from: string) => builder.relate(model.relations.has(from) ? `\${${from}}` : from);
  const timeline = (name: string, relation: string, key: string, day: string) => {
    if (joined.has(name)) return;
    const range = `${day} >= ${name}.from_day and ${day} < ${name}.to_day`;
    joined.set(name, `left join ${builder.relate(`\${${relation}}`)} ${name} on ${name}.k = ${key} and ${range}`);
  };
  /** A column of the version in force on the row's day: by its subscription, else by its customer, else the customer's own. */
  const rowTier = (tier: RowTier, column: string): string => {
    const day = resolve(tier.day);
    const subscription = tier.subscription === null ? null : resolve(tier.subscription);
    const customer = tier.customer === null ? null : resolve(tier.customer);
    const found: string[] = [];
    if (subscription !== null) {
      timeline("row_tier", "tier_by_subscription", subscription, day);
      found.push(`row_tier.${column}`);
    }
    if (customer !== null) {
      // Only equalities on expressions: any other condition on the row would make the join a nested loop.
      const key = subscription === null ? customer : `case when ${subscription} is null then ${customer} end`;
      timeline("row_tier_customer", "tier_by_customer", key, day);
      found.push(`row_tier_customer.${column}`);
    }
    if (column === "tier" && "customers" in fact.joins) found.push(resolve(`\${customers.tier}`));
    return found.length === 1 ? `${found[0]}` : `coalesce(${found.join(", ")})`;
  };
  return {
    resolve,
    /** Dimension id -> SQL, with its joins noted. */
    dimension(id: string): string {
      const sql = fact.dimensions[id];
      if (sql === undefined) throw new AppError("validation", `${fact.label} cannot be cut by ${id}`);
      return resolve(sql);
    },
    hasJoin: (join: string) => join in fact.joins,
    from: () => [`from ${source(fact.from)} ${fact.name}`, ...joined.values()].join("\n  "),
  };
}

/** The statement with the values it was run with, as comments: what people read and copy. */
export function displaySql(sql: string, params: readonly SqlValue[]): string {
  const shown = params.map((value, at) => `-- $${at + 1} = ${JSON.stringify(value)}`);
  return shown.length > 0 ? `${sql}\n${shown.join("\n")}` : sql;
}
