import { tidyName } from "@/lib/mapping/score-column";
import { translateName } from "@/lib/mapping/translate-name";

test.each([
  ["kunde_id", "customer_id"],
  ["kundennummer", "customer_number"],
  ["rechnungsdatum", "invoice_date"],
  ["zahlungsart", "payment_type"],
  ["währung", "currency"],
  ["zeitraum_von", "period_from"],
  ["date_debut", "date_start"],
  ["importe", "amount"],
  ["plan_id", "plan_id"],
  ["landing_page", "landing_page"],
  ["article", "article"],
])("%s is %s in English", (name, expected) => {
  expect(translateName(name)).toBe(expected);
});

test.each([
  ["betrag_cents", "amount"],
  ["amount_in_cents", "amount"],
  ["customer_external_id", "customer_id"],
  ["external_id", "id"],
  ["_fivetran_start", "fivetran_start"],
  ["created_utc", "created"],
])("%s is about %s", (name, expected) => {
  expect(tidyName(name)).toBe(expected);
});
