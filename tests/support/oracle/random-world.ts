import { TABLES, warehouseColumn } from "@/lib/contract/tables";
import { isoOf } from "./days";
import { createDice, type Dice } from "./dice";
import { FIRST_DAY, randomSubscription } from "./random-contracts";
import { randomInvoices } from "./random-invoices";
import { instant, randomPayments, randomRefunds, randomUsage } from "./random-money";
import { type Row, readRecords, type World } from "./records";

export interface MicroWorld {
  world: World;
  asOf: string;
  absent: string[];
}

const CURRENCIES: readonly [string, ...string[]] = ["USD", "USD", "USD", "EUR", "JPY", "BHD"];

/** Columns that other people's files may lack. */
const OPTIONAL: readonly [string, ...string[]] = [
  "subscriptions.discount_ends_on",
  "subscriptions.included_units",
  "subscriptions.overage_unit_price",
  "subscriptions.trial_ends_on",
  "subscriptions.canceled_on",
  "subscriptions.valid_from",
  "subscriptions.valid_to",
  "invoices.expected_amount",
  "payments.invoice_id",
  "refunds.payment_id",
  "refunds.invoice_id",
  "refunds.issued_by",
  "refunds.approved_by",
  "refunds.reason",
];

/** A calm history of weekly refunds in one region with a loud week, so that spikes happen. */
function randomSpike(dice: Dice, customer: Row, lastDay: number): Row[] {
  const rows: Row[] = [];
  const perWeek = dice.pick([0, 1, 2, 3]);
  const add = (day: number, cents: number): void => {
    rows.push({
      refund_id: `${customer.customer_id}-s${String(rows.length + 1).padStart(3, "0")}`,
      customer_id: customer.customer_id ?? null,
      amount_cents: cents,
      currency: "USD",
      kind: "refund",
      refunded_at: instant(day, dice.int(0, 86_399)),
    });
  };
  const weeks = dice.int(8, 12);
  for (let week = weeks; week > 0; week -= 1)
    for (let at = 0; at < perWeek; at += 1) add(lastDay - 7 * week + dice.int(0, 6), dice.int(500, 4000));
  for (let at = 0; at < dice.int(4, 11); at += 1)
    add(lastDay - dice.int(0, 8), dice.pick([4000, 5000, 13_700, dice.int(900, 9000)]));
  return rows;
}

function dropColumns(dice: Dice, world: World): string[] {
  const absent = dice.chance(0.35) ? [...new Set([dice.pick(OPTIONAL), dice.pick(OPTIONAL)])] : [];
  for (const name of absent) {
    const [table, column] = name.split(".");
    const spec = TABLES.find((candidate) => candidate.name === table)?.columns.find(
      (candidate) => candidate.name === column,
    );
    if (!spec) throw new Error(`no column ${name}`);
    for (const [of, rows] of Object.entries(world))
      for (const row of rows) if (of === table) row[warehouseColumn(spec)] = null;
  }
  return absent;
}

/** The last day that anything happened. */
export function asOfDay(world: World): string {
  const days = [
    ...(world.invoices ?? []).flatMap((row) => [row.issued_on, row.paid_on]),
    ...(world.payments ?? []).map((row) => row.paid_at),
    ...(world.refunds ?? []).map((row) => row.refunded_at),
    ...(world.usage_events ?? []).map((row) => row.occurred_at),
  ];
  return days.reduce<string>(
    (last, day) => (day && String(day).slice(0, 10) > last ? String(day).slice(0, 10) : last),
    "2024-01-01",
  );
}

/** A tiny world, dense with faults and look-alikes; the same seed gives the same rows. */
export function randomWorld(seed: number): MicroWorld {
  const dice = createDice(seed);
  const months = dice.int(3, 8);
  const lastDay = FIRST_DAY + months * 30 + dice.int(0, 12);
  const customers: Row[] = Array.from({ length: dice.int(6, 16) }, (_, at) => ({
    customer_id: `c${at + 1}`,
    name: `Customer ${at + 1}`,
    region: dice.pick(["EMEA", "APAC"]),
    tier: "pro",
    currency: dice.pick(CURRENCIES),
    status: "active",
    created_at: "2024-01-01T00:00:00Z",
  }));
  const versionsOf = customers.map((customer) =>
    Array.from({ length: dice.pick([1, 1, 2]) }, (_, n) =>
      randomSubscription(dice, `${customer.customer_id}-s${n + 1}`, customer),
    ),
  );
  const usage = versionsOf.flatMap((subscriptions) =>
    subscriptions.flatMap((versions) => randomUsage(dice, versions, lastDay)),
  );
  const world: World = { customers, subscriptions: versionsOf.flat(2), usage_events: usage };
  const records = readRecords(world, { asOf: isoOf(lastDay) });
  world.invoices = [];
  world.payments = [];
  world.refunds = [];
  for (const [at, customer] of customers.entries()) {
    const invoices = (versionsOf[at] ?? [])
      .flatMap((versions) => randomInvoices(dice, records, String(versions[0]?.subscription_id), versions, months))
      .filter((row) => String(row.issued_on) <= isoOf(lastDay));
    const payments = randomPayments(dice, customer, invoices, lastDay);
    world.invoices.push(...invoices);
    world.payments.push(...payments);
    world.refunds.push(...randomRefunds(dice, customer, payments, invoices, lastDay));
  }
  const [loud] = customers;
  if (loud && dice.chance(0.4)) world.refunds.push(...randomSpike(dice, loud, lastDay));
  const absent = dropColumns(dice, world);
  if (absent.some((name) => name.startsWith("subscriptions.valid_"))) {
    const first = new Map(world.subscriptions?.map((row) => [row.subscription_id, row]).reverse() as [string, Row][]);
    world.subscriptions = [...first.values()].map((row) => ({ ...row, valid_from: null, valid_to: null }));
    absent.push("subscriptions.valid_from", "subscriptions.valid_to");
  }
  return { world, absent, asOf: asOfDay(world) };
}
