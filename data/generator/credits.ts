import { isPlanted, PLANTED } from "./customers";
import { type Day, toDay } from "./days";
import { AS_OF, FIRST_DAY, type Invoice, type Refund } from "./model";
import { AGENTS, APPROVERS } from "./names";
import { createRandom, type Random } from "./random";
import * as texts from "./texts";

const CREDITS_A_WEEK = 3;
/** Issues nothing but the look-alike of a burst, so that no other credit of his falls near it. */
const BURST_LIKE_ISSUER = AGENTS[7];
const HOUR = 3600;

/**
 * Credits: contractual ones below the near-limit band with an independent approver, some large ones approved by a
 * second person, some small ones without approver, three of one issuer spread over 27 hours; and the two planted.
 * @param volume copies of the weekly volume, each with issuers of its own so that no burst arises.
 */
export function createCredits(seed: number, invoices: readonly Invoice[], volume: number): Refund[] {
  const random = createRandom(seed, "credits");
  const live = invoices
    .filter((invoice) => invoice.status === "paid" && !isPlanted(invoice.contract.customer.index))
    .toSorted((left, right) => left.issuedOn - right.issuedOn);
  const credits: Refund[] = [...planted(invoices), ...burstLike(live, random)];
  let turn = 0;
  for (let week = FIRST_DAY + 19; week + 6 <= AS_OF; week += 7) {
    for (let copy = 0; copy < CREDITS_A_WEEK * volume; copy += 1, turn += 1) {
      const day = week + (copy % CREDITS_A_WEEK) * 2 + random.integer(0, 1);
      const issuer = issuerOf(turn % ((AGENTS.length - 1) * volume));
      credits.push(ordinary(recentInvoice(live, day, random), day, turn, issuer, random));
    }
  }
  return credits;
}

/** Issuer `at` of a pool that grows with the volume: each one issues a credit in two weeks or so. */
function issuerOf(at: number): string {
  const people = AGENTS.length - 1;
  const team = Math.floor(at / people);
  return `${AGENTS[at % people]}${team > 0 ? `.${team + 1}` : ""}`;
}

function ordinary(invoice: Invoice, day: Day, turn: number, issuedBy: string, random: Random): Refund {
  const [reason, note] = random.pick(texts.CREDIT_REASONS);
  const isLarge = turn % 14 === 5;
  const isSmall = !isLarge && turn % 6 === 1;
  return {
    ...creditOf(invoice, day, random.integer(7 * HOUR, 19 * HOUR)),
    amountCents: creditCents(isLarge, isSmall, random),
    reason,
    note,
    issuedBy,
    approvedBy: isSmall ? "" : random.pick(APPROVERS),
    role: isLarge ? "large-approved" : isSmall ? "" : "contractual",
  };
}

function creditCents(isLarge: boolean, isSmall: boolean, random: Random): number {
  if (isLarge) return random.integer(520, 2400) * 100;
  return isSmall ? random.integer(500, 9000) : random.integer(3000, 44_000);
}

/** Three credits of one issuer at 0, 13 and 27 hours: never three inside one day. */
function burstLike(live: readonly Invoice[], random: Random): Refund[] {
  return [toDay("2025-05-13"), toDay("2025-10-07")].flatMap((day) =>
    [0, 13, 27].map((hours) => {
      const second = (9 + hours) * HOUR;
      const invoice = recentInvoice(live, day, random);
      return {
        ...creditOf(invoice, day + Math.floor(second / 86_400), second % 86_400),
        amountCents: random.integer(4000, 20_000),
        reason: texts.CREDIT_REASONS[0][0],
        note: texts.CREDIT_REASONS[0][1],
        issuedBy: BURST_LIKE_ISSUER,
        approvedBy: APPROVERS[1],
        role: "27-hours",
      };
    }),
  );
}

function planted(invoices: readonly Invoice[]): Refund[] {
  const invoiceOf = (index: number, day: Day) => {
    const found = invoices
      .filter((one) => one.contract.customer.index === index && one.status === "paid" && one.issuedOn < day)
      .toSorted((left, right) => right.issuedOn - left.issuedOn)[0];
    if (!found) throw new Error(`Customer ${index} has no paid invoice for its credit`);
    return found;
  };
  const nearLimitDay = toDay("2026-02-11");
  const selfApprovedDay = toDay("2026-01-22");
  const nearLimit = creditOf(invoiceOf(PLANTED.nearLimitCredit, nearLimitDay), nearLimitDay, 18 * HOUR + 2520);
  const selfApproved = creditOf(
    invoiceOf(PLANTED.selfApprovedCredit, selfApprovedDay),
    selfApprovedDay,
    20 * HOUR + 660,
  );
  return [
    {
      ...nearLimit,
      amountCents: 45_500,
      reason: texts.NEAR_LIMIT_CREDIT[0],
      note: texts.NEAR_LIMIT_CREDIT[1],
      issuedBy: AGENTS[1],
      approvedBy: APPROVERS[2],
      role: "near-limit",
    },
    {
      ...selfApproved,
      amountCents: 17_500,
      reason: texts.SELF_APPROVED_CREDIT[0],
      note: texts.SELF_APPROVED_CREDIT[1],
      issuedBy: AGENTS[3],
      approvedBy: AGENTS[3],
      role: "self-approved",
    },
  ];
}

/** A paid invoice issued in the weeks before `day`. */
function recentInvoice(live: readonly Invoice[], day: Day, random: Random): Invoice {
  const end = firstIssuedFrom(live, day);
  const start = firstIssuedFrom(live, day - 30);
  if (end > start) return random.pick(live.slice(start, end));
  throw new Error(`No paid invoice was issued in the month before day ${day}`);
}

function firstIssuedFrom(live: readonly Invoice[], day: Day): number {
  let low = 0;
  let high = live.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((live[middle]?.issuedOn ?? Number.POSITIVE_INFINITY) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

function creditOf(invoice: Invoice, day: Day, second: number): Refund {
  const empty = { id: "", payment: null, amountCents: 0, reason: "", issuedBy: "", approvedBy: "", note: "", role: "" };
  return { ...empty, invoice, customer: invoice.contract.customer, kind: "credit", day, second };
}
