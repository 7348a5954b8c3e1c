export interface ShortInvoice {
  invoiceId: string;
  tier: string | null;
  quantity: number | null;
  issuedOn: string;
  billedCents: number;
  status: string;
}

export interface VersionInForce {
  versionNo: number;
  tier: string | null;
  seats: number;
  unitPriceCents: number;
  discountPct: number | null;
  discountEndsOn: string | null;
  includedUnits: number | null;
  overageUnitPriceCents: number | null;
  status: string;
  currency: string;
  validFrom: string | null;
  fromDay: string;
  /** First day after it; null while it runs. */
  toDay: string | null;
}

/** A billing period with its price, its live invoices and the versions in force. Amounts are minor units. */
export interface PricedPeriod {
  subscriptionId: string;
  customerId: string;
  customerName: string | null;
  region: string | null;
  periodStart: string;
  periodEnd: string;
  months: number;
  currency: string;
  /** The currency of the subscription's latest version. */
  ownCurrency: string;
  billedCents: number;
  /** Null where no version in force says it. */
  contractedCents: number | null;
  basis: "expected_amount" | "contract";
  usedUnits: number | null;
  overageCents: number;
  closed: boolean;
  /** The live invoices, the last-issued one first: it is the one a shortfall is claimed on. */
  invoices: [ShortInvoice, ...ShortInvoice[]];
  versions: VersionInForce[];
  shortfall: Causes | null;
}

/** What explains a shortfall, and how much of it. */
export interface Causes {
  /** An invoice names a tier that no version in force has. */
  foreignTier: boolean;
  seatsShort: boolean;
  discountShort: boolean;
  usageShort: boolean;
  missingSeatCents: number;
  endedDiscountCents: number;
}
