import type { CaseEntity } from "../contract/case";
import type { SqlRow } from "../ports";
import { textOf, textOrNull } from "./read-values";

/** Who a case is about, from a row with `subscription_id`, `customer_id`, `customer_name` and `region`. */
export function subscriptionEntity(row: SqlRow): CaseEntity {
  const id = textOf(row, "subscription_id");
  return {
    kind: "subscription",
    id,
    label: textOrNull(row, "customer_name") ?? id,
    customerId: textOf(row, "customer_id"),
    region: textOrNull(row, "region"),
  };
}
