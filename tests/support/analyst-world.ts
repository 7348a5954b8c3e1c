import { join } from "node:path";
import { loadMetricModel } from "@/adapters/warehouse/metric-files";
import type { TableName } from "@/lib/contract/dataset";
import type { Warehouse } from "@/lib/ports";
import { memoryWarehouse } from "./memory-warehouse";

type Row = Record<string, string | number | null>;
type Rows = Record<TableName, Row[]>;

export const AS_OF = "2026-08-18";
export const metricModel = () => loadMetricModel(join(process.cwd(), "data/metrics"));

const REGIONS = ["NA", "EMEA", "APAC", "LATAM"];
const TIERS = ["Starter", "Pro", "Enterprise"];
const SEATS = [3, 8, 25];
const PRICES = [2900.5, 4900, 7900.25];
const NAMES = ["Acme", "Globex", "Initech", "Umbra", "Vandelay", "Hooli", "Soylent", "Wayne", "Cyberdyne", "Tyrell"];
const KINDS = ["Labs", "Systems", "Retail", "Health"];

/** A small generator with its own state: the same world every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const monthStart = (at: number) => new Date(Date.UTC(2025, 5 + at, 1)).toISOString().slice(0, 10);
const plus = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Forty customers over fifteen months with upgrades, pauses, trials, churn, failed payments, refunds and credits. */
export function worldRows(options: { currencies?: string[]; refundSurge?: boolean } = {}): Rows {
  const next = random(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const currencies = options.currencies ?? ["USD"];
  const rows: Rows = {
    customers: [],
    subscriptions: [],
    invoices: [],
    payments: [],
    refunds: [],
    usage_events: [],
    signal_events: [],
  };
  for (let c = 0; c < 40; c += 1) {
    const id = `cus_${String(c + 1).padStart(3, "0")}`;
    const name = `${NAMES[c % 10]} ${KINDS[Math.floor(c / 10)]}`;
    const region = REGIONS[c % 4] as string;
    let tier = c % 3;
    const currency = currencies[c % currencies.length] as string;
    const first = c < 28 ? 0 : (c % 12) + 1;
    const last = c % 9 === 4 ? 8 + (c % 5) : 99;
    const started = monthStart(first);
    rows.customers.push({
      customer_id: id,
      name,
      region,
      country: ["US", "DE", "JP", "BR"][c % 4] as string,
      tier: TIERS[tier] as string,
      segment: c % 2 ? "SMB" : "Mid-Market",
      currency,
      status: last < 99 ? "churned" : "active",
      created_at: `${started}T09:00:00Z`,
    });
    const sub = `sub_${String(c + 1).padStart(3, "0")}`;
    const canceled = last < 99 ? plus(monthStart(last), c % 2 ? 14 : 0) : null;
    const upgrade = c % 5 === 1 && tier < 2 ? monthStart(first + 3) : null;
    const base = {
      subscription_id: sub,
      customer_id: id,
      billing_period: c % 7 === 3 ? "year" : "month",
      currency,
      started_on: started,
      canceled_on: canceled,
      included_units: 100,
      overage_unit_price_cents: 2.5,
    };
    const version = (from: string | null, to: string | null, status: string): Row => ({
      ...base,
      tier: TIERS[tier] as string,
      seats: SEATS[tier] as number,
      unit_price_cents: PRICES[tier] as number,
      discount_pct: c % 4 === 2 ? 12.5 : null,
      discount_ends_on: c % 8 === 2 ? monthStart(first + 6) : null,
      status,
      valid_from: from,
      valid_to: to,
      trial_ends_on: c === 31 ? plus(started, 14) : null,
    });
    if (upgrade) {
      rows.subscriptions.push(version(started, upgrade, "active"));
      tier += 1;
      rows.subscriptions.push(version(upgrade, null, last < 99 ? "canceled" : "active"));
      tier -= 1;
    } else rows.subscriptions.push(version(null, null, c === 20 ? "paused" : last < 99 ? "canceled" : "active"));
    for (let m = first; m < 15 && monthStart(m) <= AS_OF; m += 1) {
      const from = monthStart(m);
      if (canceled && from >= canceled) break;
      const billedTier = upgrade && from >= upgrade ? tier + 1 : tier;
      const issued = plus(from, c % 3);
      if (issued > AS_OF) continue;
      const cents = Math.round((SEATS[billedTier] as number) * (PRICES[billedTier] as number) * (0.95 + next() * 0.1));
      const unpaid = next() < 0.06;
      const status = next() < 0.03 ? "void" : unpaid ? "open" : next() < 0.02 ? "uncollectible" : "paid";
      const paidOn = plus(issued, 2 + Math.floor(next() * 30));
      const settled = status === "paid" && paidOn <= AS_OF;
      const invoice = `inv_${c + 1}_${m}`;
      rows.invoices.push({
        invoice_id: invoice,
        customer_id: id,
        subscription_id: sub,
        tier: TIERS[billedTier] as string,
        quantity: SEATS[billedTier] as number,
        period_start: from,
        period_end: monthStart(m + 1),
        issued_on: issued,
        due_on: plus(issued, 14),
        billed_amount_cents: cents,
        currency,
        status: status === "paid" && !settled ? "open" : status,
        paid_on: settled ? paidOn : null,
      });
      const method = pick(["card", "ach", "wire"]);
      if (next() < 0.12)
        rows.payments.push({
          payment_id: `pay_${c + 1}_${m}_f`,
          invoice_id: invoice,
          customer_id: id,
          amount_cents: cents,
          currency,
          status: "failed",
          method,
          failure_reason: pick(["insufficient_funds", "expired_card", "do_not_honor"]),
          paid_at: `${issued}T10:00:00Z`,
        });
      if (settled)
        rows.payments.push({
          payment_id: `pay_${c + 1}_${m}`,
          invoice_id: invoice,
          customer_id: id,
          amount_cents: cents,
          currency,
          status: next() < 0.02 ? "disputed" : "succeeded",
          method,
          paid_at: `${paidOn}T12:30:00Z`,
        });
      const surge = options.refundSurge && region === "EMEA" && m === 14;
      if (settled && (surge || next() < 0.1))
        rows.refunds.push({
          refund_id: `ref_${c + 1}_${m}`,
          payment_id: `pay_${c + 1}_${m}`,
          invoice_id: m % 2 ? invoice : null,
          customer_id: id,
          amount_cents: Math.round(cents * (surge ? 0.9 : 0.3 * next() + 0.05)),
          currency,
          kind: "refund",
          reason: pick(["duplicate", "service_outage", "requested_by_customer"]),
          issued_by: pick(["dana", "eli", "fay"]),
          approved_by: pick(["gus", null]),
          refunded_at: `${plus(paidOn, 3) > AS_OF ? AS_OF : plus(paidOn, 3)}T08:00:00Z`,
        });
      if (next() < 0.06)
        rows.refunds.push({
          refund_id: `crd_${c + 1}_${m}`,
          customer_id: id,
          amount_cents: 2500 + Math.floor(next() * 30_000),
          currency,
          kind: "credit",
          reason: "goodwill",
          issued_by: pick(["dana", "eli"]),
          approved_by: null,
          refunded_at: `${issued}T15:00:00Z`,
        });
      for (let u = 0; u < 2; u += 1)
        rows.usage_events.push({
          event_id: `use_${c}_${m}_${u}`,
          customer_id: id,
          subscription_id: sub,
          metric: u ? "api_calls" : "storage_gb",
          quantity: Math.floor(next() * 120),
          occurred_at: `${plus(from, 5 + u * 9) > AS_OF ? AS_OF : plus(from, 5 + u * 9)}T03:00:00Z`,
        });
    }
  }
  for (let s = 0; s < 30; s += 1)
    rows.signal_events.push({
      signal_id: `sig_${s}`,
      source: pick(["datadog", "stripe"]),
      kind: pick(["billing", "payments"]),
      severity: pick(["critical", "high", "low", "odd"]),
      title: `Refund volume above baseline ${s}`,
      message: "Refunds rose",
      region: pick(REGIONS),
      occurred_at: `${plus(AS_OF, -s * 9)}T06:00:00Z`,
    });
  return rows;
}

export function analystWorld(
  options: { currencies?: string[]; refundSurge?: boolean; absent?: string[] } = {},
): Promise<Warehouse> {
  return memoryWarehouse(worldRows(options), { asOf: AS_OF, ...(options.absent ? { absent: options.absent } : {}) });
}
