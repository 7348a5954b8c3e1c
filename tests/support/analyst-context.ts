import type { SemanticQuery } from "@/lib/contract/analyst";
import type { Warehouse } from "@/lib/ports";
import { type Catalogue, CURRENCIES_SQL, EXTENT_SQL, toCatalogue, valuesSql } from "@/lib/semantic/catalogue";
import type { MetricModel } from "@/lib/semantic/model-types";
import type { ParseContext } from "@/lib/semantic/parse-types";

/** The catalogue of a test warehouse. */
export async function catalogueOf(warehouse: Warehouse, model: MetricModel): Promise<Catalogue> {
  const [values, extent, currencies] = await Promise.all([
    warehouse.query(valuesSql(model)),
    warehouse.query(EXTENT_SQL),
    warehouse.query(CURRENCIES_SQL),
  ]);
  return toCatalogue(model, { values, extent, currencies }, warehouse.dataset.asOf ?? "");
}

export function parseContext(model: MetricModel, catalogue: Catalogue, previous?: SemanticQuery): ParseContext {
  return { model, lexicon: catalogue.lexicon, asOf: catalogue.asOf, firstDay: catalogue.firstDay, previous };
}
