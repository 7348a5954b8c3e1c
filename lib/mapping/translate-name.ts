/** Words of other languages in table and column names, in the English that the name lists are written in. */
const WORDS: Record<string, string> = {
  // German
  kunde: "customer",
  kunden: "customer",
  firma: "company",
  firmen: "company",
  firmenname: "company",
  mandant: "customer",
  gebiet: "region",
  vertriebsgebiet: "region",
  land: "country",
  tarif: "plan",
  paket: "plan",
  waehrung: "currency",
  zustand: "status",
  angelegt: "created",
  erstellt: "created",
  abo: "subscription",
  abos: "subscription",
  abonnement: "subscription",
  vertrag: "contract",
  vertraege: "contract",
  anzahl: "quantity",
  menge: "quantity",
  intervall: "interval",
  platz: "seat",
  pro: "per",
  plaetze: "seats",
  sitze: "seats",
  lizenz: "license",
  lizenzen: "licenses",
  nutzer: "users",
  preis: "price",
  einzelpreis: "unit_price",
  stueckpreis: "unit_price",
  monatspreis: "monthly_price",
  rabatt: "discount",
  prozent: "percent",
  beginn: "start_date",
  anfang: "start",
  ende: "end_date",
  kuendigung: "cancellation",
  gekuendigt: "canceled",
  gekuendigtam: "canceled_at",
  turnus: "billing_period",
  zeitraum: "period",
  abrechnungszeitraum: "billing_period",
  leistungszeitraum: "service",
  rechnung: "invoice",
  rechnungen: "invoice",
  nr: "number",
  nummer: "number",
  datum: "date",
  faellig: "due",
  faelligkeit: "due_date",
  betrag: "amount",
  summe: "total",
  gesamtbetrag: "total",
  netto: "net",
  nettobetrag: "net_amount",
  brutto: "gross",
  bruttobetrag: "gross_amount",
  steuer: "tax",
  mwst: "tax",
  ust: "tax",
  zahlung: "payment",
  zahlungen: "payment",
  art: "type",
  gezahlt: "paid",
  bezahlt: "paid",
  gutschrift: "credit",
  gutschriften: "credit",
  erstattung: "refund",
  erstattungen: "refund",
  rueckerstattung: "refund",
  grund: "reason",
  fehler: "error",
  bemerkung: "note",
  notiz: "note",
  freigegeben: "approved",
  genehmigt: "approved",
  bearbeiter: "created_by",
  verbrauch: "usage",
  nutzung: "usage",
  zeitpunkt: "timestamp",
  einheit: "unit",
  von: "from",
  bis: "to",
  am: "on",
  // French
  abonnements: "subscription",
  facture: "invoice",
  factures: "invoice",
  montant: "amount",
  devise: "currency",
  statut: "status",
  pays: "country",
  paiement: "payment",
  paiements: "payment",
  remboursement: "refund",
  remboursements: "refund",
  avoir: "credit",
  prix: "price",
  quantite: "quantity",
  debut: "start",
  fin: "end",
  echeance: "due_date",
  motif: "reason",
  // Spanish
  cliente: "customer",
  clientes: "customer",
  suscripcion: "subscription",
  suscripciones: "subscription",
  factura: "invoice",
  facturas: "invoice",
  importe: "amount",
  monto: "amount",
  moneda: "currency",
  estado: "status",
  pais: "country",
  pago: "payment",
  pagos: "payment",
  reembolso: "refund",
  reembolsos: "refund",
  precio: "price",
  cantidad: "quantity",
  fecha: "date",
  inicio: "start",
  vencimiento: "due_date",
  motivo: "reason",
};

/** A normalised name with its German, French and Spanish words in English: `rechnungsdatum` is `invoice_date`. */
export function translateName(name: string): string {
  const words = plainLetters(name).split("_");
  return words.map((word) => translateWord(word)).join("_");
}

/** Letters without accents, and German ones as they are spelt without umlauts. */
export function plainLetters(text: string): string {
  return text
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
}

/** Of a compound both halves, with or without the letters that join them. */
function translateWord(word: string): string {
  const known = WORDS[word];
  if (known !== undefined) return known;
  for (const [first, to] of Object.entries(WORDS)) {
    if (first.length < 3 || !word.startsWith(first)) continue;
    const rest = word.slice(first.length);
    for (const tail of [rest, rest.replace(/^(s|n|en)/, "")]) {
      const second = WORDS[tail] ?? (tail === "id" || tail === "status" || tail === "name" ? tail : undefined);
      if (second !== undefined) return `${to}_${second}`;
    }
  }
  return word;
}
