import { type FileProfile, wordsOf } from "./profile";
import { tidyName } from "./score-column";
import { wordKey } from "./synonyms";

/** One file with payments and refunds, told apart by the words of a column. */
export interface MixedKinds {
  column: string;
  shown: string;
  payments: string[];
  /** Foreign word to refund or credit. */
  refunds: Record<string, "refund" | "credit">;
}

const NAMES = ["type", "kind", "category", "transaction_type", "txn_type", "payment_type", "action"];
const MOST_WORDS = 15;
/** The surest word for a payment first: where one is used, a charge is the claim and not the money. */
const PAYMENTS = [/^(payment|zahlung|paiement|pago)s?$/, /^(purchase|sale|capture|payin)s?$/, /^(charge|debit)s?$/];
const REFUND = /^(refund|reversal|erstattung|rueckerstattung|remboursement|reembolso)s?$/;
const CREDIT = /^(credit|credit_note|credit_memo|gutschrift|avoir)s?$/;

/** Null for a file whose rows are all of one kind. */
export function findMixedKinds(profile: FileProfile): MixedKinds | null {
  for (const column of profile.columns) {
    if (!NAMES.includes(tidyName(column.name)) || column.words === null || column.words.length > MOST_WORDS) continue;
    const words = wordsOf(column);
    const payments = PAYMENTS.map((sign) => words.filter((word) => sign.test(wordKey(word)))).find(
      (found) => found.length > 0,
    );
    const refunds = Object.fromEntries([
      ...words.filter((word) => REFUND.test(wordKey(word))).map((word) => [word, "refund"] as const),
      ...words.filter((word) => CREDIT.test(wordKey(word))).map((word) => [word, "credit"] as const),
    ]);
    if (payments && payments.length < words.length)
      return { column: column.name, shown: column.shown, payments, refunds };
  }
  return null;
}
