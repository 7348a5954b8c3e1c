import { dimensionsOf } from "@/lib/semantic/model-types";
import { stemsOf } from "@/lib/semantic/normalise";
import { FILLER } from "@/lib/semantic/words/filler-words";
import { catalogueOf } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";

test("no synonym of a metric swallows a value that the metric can be filtered by", async () => {
  const model = metricModel();
  const { lexicon } = await catalogueOf(await analystWorld(), model);
  const swallowed = [...model.metrics.values()].flatMap((metric) =>
    dimensionsOf(model, metric.id)
      // A status of its own is what such a metric is made of: "disputed amount".
      .filter((dim) => !dim.endsWith("_status") && dim !== "billing_period" && dim !== "customer")
      .flatMap((dim) => lexicon.values.get(dim) ?? [])
      .filter(({ value }) => !FILLER.has(value.toLowerCase()) && value.length > 2)
      .flatMap(({ value }) => {
        const [own, ...more] = stemsOf(value);
        if (own === undefined || more.length > 0) return [];
        return metric.synonyms
          .filter((phrase) => stemsOf(phrase).includes(own))
          .map((phrase) => `${metric.id}: ${phrase}`);
      }),
  );
  expect(swallowed).toEqual([]);
});
