import fc from "fast-check";
import { contractedPriceCtes } from "@/lib/detection/contracted-price";
import { createBindings } from "@/lib/detection/sql-bindings";
import { memoryWarehouse } from "@/tests/support/memory-warehouse";
import { addMonths, dayOf, exactPrice, isoDay, type Terms } from "./exact-price";
import { customer, invoice, type Row, subscription } from "./world";

const AS_OF = "2025-06-15";
const START = dayOf("2023-11-15");

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 });
const day = (min: number, max: number) => fc.integer({ min: START + min, max: START + max });
const version = fc.record({
  length: fc.integer({ min: 1, max: 200 }),
  seats: fc.integer({ min: 0, max: 500 }),
  milliPrice: fc.integer({ min: 0, max: 5_000_000 }),
  discountPct: fc.constantFrom(0, 0, 10, 33, 100),
  discountEnds: maybe(day(0, 500)),
  status: fc.constantFrom("active", "active", "past_due", "paused", "trialing"),
  includedUnits: maybe(fc.integer({ min: 0, max: 100 })),
  milliOverage: maybe(fc.integer({ min: 1, max: 90_000 })),
});
const period = fc.record({
  start: day(0, 500),
  length: fc.oneof(fc.constantFrom("1 month", "12 months"), fc.integer({ min: 1, max: 400 })),
});
const contract = fc.record({
  started: day(-30, 60),
  trialEnds: maybe(day(0, 120)),
  canceled: maybe(day(100, 600)),
  versions: fc.array(version, { minLength: 1, maxLength: 4 }),
  periods: fc.array(period, { minLength: 1, maxLength: 3 }),
  usage: fc.array(fc.record({ day: day(0, 600), quantity: fc.integer({ min: 1, max: 400 }) }), { maxLength: 5 }),
});
type Contract = typeof contract extends fc.Arbitrary<infer T> ? T : never;

function termsOf({ started, trialEnds, canceled, versions }: Contract): Terms {
  let from = started;
  const dated = versions.map(({ length, ...version }, at) => {
    const to = at === versions.length - 1 ? null : from + length;
    const row = { ...version, from, to };
    from += length;
    return row as Terms["versions"][number];
  });
  return { started, trialEnds, canceled, versions: dated };
}

const endOf = ({ start, length }: Contract["periods"][number]) =>
  typeof length === "number" ? start + length : addMonths(start, Number.parseInt(length, 10));

const dayOrNull = (value: number | null) => (value === null ? null : isoDay(value));

function rowsOf(id: string, contract: Contract) {
  const terms = termsOf(contract);
  const subscriptions: Row[] = terms.versions.map((version) =>
    subscription({
      subscription_id: id,
      seats: version.seats,
      unit_price_cents: version.milliPrice / 1000,
      discount_pct: version.discountPct,
      discount_ends_on: dayOrNull(version.discountEnds),
      included_units: version.includedUnits,
      overage_unit_price_cents: version.milliOverage === null ? null : version.milliOverage / 1000,
      status: version.status,
      started_on: isoDay(terms.started),
      trial_ends_on: dayOrNull(terms.trialEnds),
      canceled_on: dayOrNull(terms.canceled),
      valid_from: isoDay(version.from),
      valid_to: dayOrNull(version.to),
    }),
  );
  const invoices = contract.periods.map((period, at) =>
    invoice(`${id}-${at}`, 0, {
      subscription_id: id,
      period_start: isoDay(period.start),
      period_end: isoDay(endOf(period)),
    }),
  );
  const usage_events = contract.usage.map(({ day, quantity }, at) => ({
    event_id: `${id}-${at}`,
    customer_id: "c1",
    subscription_id: id,
    metric: `metric ${at % 2}`,
    quantity,
    occurred_at: `${isoDay(day)}T23:59:59Z`,
  }));
  return { subscriptions, invoices, usage_events };
}

test("the SQL price equals an exact computation, to the cent, on random contracts and periods", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(contract, { minLength: 25, maxLength: 25 }), async (contracts) => {
      const rows = contracts.map((each, at) => rowsOf(`s${at}`, each));
      const warehouse = await memoryWarehouse(
        {
          customers: [customer("c1")],
          subscriptions: rows.flatMap((each) => each.subscriptions),
          invoices: rows.flatMap((each) => each.invoices),
          usage_events: rows.flatMap((each) => each.usage_events),
        },
        { asOf: AS_OF },
      );
      const bindings = createBindings();
      const ctes = contractedPriceCtes(bindings, AS_OF);
      const found = await warehouse.query(
        `with ${ctes} select subscription_id, period_start, period_end, contracted_cents from contracted`,
        bindings.values,
      );
      const computed = Object.fromEntries(
        found.map((row) => [`${row.subscription_id} ${row.period_start} ${row.period_end}`, row.contracted_cents]),
      );
      const expected = contracts.flatMap((each, at) =>
        each.periods.map((period) => {
          const end = endOf(period);
          const used = each.usage
            .filter((event) => event.day >= period.start && event.day < end)
            .reduce((sum, event) => sum + event.quantity, 0);
          const price = exactPrice(termsOf(each), period.start, end, used, end <= dayOf(AS_OF) + 1);
          return [`s${at} ${isoDay(period.start)} ${isoDay(end)}`, price === null ? null : Number(price)];
        }),
      );
      expect(computed).toEqual(Object.fromEntries(expected));
    }),
    { numRuns: 12 },
  );
});
