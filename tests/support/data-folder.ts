import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TableName } from "@/lib/contract/dataset";
import { temporaryFolder } from "./load-folder";

/** A small folder without a fault: one customer with a versioned subscription and a row of everything. */
const SMALL: Record<TableName, string> = {
  customers: `customer_id,name,region,tier,currency,status,created_at
c1,One,EMEA,Pro,USD,active,2024-12-01T10:00:00Z
`,
  subscriptions: `subscription_id,customer_id,tier,seats,unit_price,billing_period,discount_pct,currency,status,started_on,valid_from,valid_to
s1,c1,Pro,3,30.00,month,0,USD,active,2025-01-01,2025-01-01,2025-06-01
s1,c1,Pro,4,30.00,month,,USD,active,2025-01-01,2025-06-01,
`,
  invoices: `invoice_id,customer_id,subscription_id,tier,quantity,period_start,period_end,issued_on,billed_amount,currency,status
i1,c1,s1,Pro,3,2025-01-01,2025-02-01,2025-01-01,90.00,USD,paid
i2,c1,s1,Pro,3,2025-02-01,2025-03-01,2025-02-01,90.00,USD,open
`,
  payments: `payment_id,invoice_id,customer_id,amount,currency,status,paid_at
p1,i1,c1,90.00,USD,succeeded,2025-01-02T03:04:05Z
`,
  refunds: `refund_id,payment_id,customer_id,amount,currency,kind,refunded_at
r1,p1,c1,10.00,USD,refund,2025-01-20T08:00:00Z
`,
  usage_events: `event_id,customer_id,subscription_id,metric,quantity,occurred_at
u1,c1,s1,calls,5,2025-01-03T00:00:00Z
`,
  signal_events: `signal_id,source,kind,severity,title,message,occurred_at
g1,datadog,monitor,high,Up,,2025-02-03T00:00:00Z
`,
};

export function smallTable(table: TableName): string {
  return SMALL[table];
}

/** Writes the small folder with some tables replaced (null leaves the file out) and returns its path. */
export function writeFolder(changes: Partial<Record<TableName, string | Uint8Array | null>> = {}): string {
  const folder = join(temporaryFolder(), "tables");
  mkdirSync(folder);
  for (const table of TableName.options) {
    const text = changes[table];
    if (text !== null) writeFileSync(join(folder, `${table}.csv`), text ?? SMALL[table]);
  }
  return folder;
}
