import type { Warehouse } from "@/lib/ports";
import { addDays } from "@/lib/semantic/days";
import { createDraws } from "@/tests/bench/why/draws";
import { memoryWarehouse } from "./memory-warehouse";

export const FIRST_MONDAY = "2025-06-02";
const REGIONS = ["NA", "EMEA", "APAC"];

export interface RefundWorld {
  weeks: number;
  /** The last dated day, where it is not the last Sunday. */
  asOf?: string;
  /** Refunds of this region and week come so many times as often; reason `double charge`. */
  surge?: { region: string; week: number; times: number };
  currencies?: string[];
}

/** Weeks of refunds, six to nine a region, of customers in three regions, and a payment a day; the same world every time. */
export function refundWarehouse({ weeks, asOf, surge, currencies = ["USD"] }: RefundWorld): Promise<Warehouse> {
  const draws = createDraws(3, "weekly refunds");
  const customers = REGIONS.flatMap((region) =>
    currencies.map((currency) => ({
      customer_id: `cus_${region}_${currency}`,
      name: `${region} ${currency}`,
      region,
      tier: "Pro",
      currency,
      status: "active",
      created_at: `${FIRST_MONDAY}T00:00:00Z`,
    })),
  );
  const refunds = [];
  const payments = [];
  for (let week = 0; week < weeks; week += 1) {
    for (const { customer_id, region, currency } of customers) {
      const usual = 6 + draws.integer(0, 3);
      const isSurge = surge?.region === region && surge.week === week;
      const count = isSurge ? surge.times * usual : usual;
      for (let n = 0; n < count; n += 1) {
        const day = addDays(FIRST_MONDAY, 7 * week + (n % 7));
        refunds.push({
          refund_id: `ref_${refunds.length}`,
          customer_id,
          currency,
          amount_cents: 4_000 + 100 * draws.integer(0, 20),
          kind: "refund",
          reason: n < usual ? "requested" : "double charge",
          refunded_at: `${day}T09:00:00Z`,
        });
        payments.push({
          payment_id: `pay_${payments.length}`,
          customer_id,
          currency,
          amount_cents: 100_000,
          status: "succeeded",
          paid_at: `${addDays(FIRST_MONDAY, 7 * week + (n % 7))}T08:00:00Z`,
        });
        if (isSurge && n >= usual) payments.pop();
      }
    }
  }
  return memoryWarehouse(
    { customers, refunds, payments },
    {
      asOf: asOf ?? addDays(FIRST_MONDAY, 7 * weeks - 1),
      absent: ["subscriptions.valid_from", "subscriptions.valid_to"],
    },
  );
}
