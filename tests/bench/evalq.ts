import { readFileSync } from "node:fs";
import { parseQuestion } from "@/lib/semantic/parse";
import { catalogueOf, parseContext } from "@/tests/support/analyst-context";
import { analystWorld, metricModel } from "@/tests/support/analyst-world";
import { readQuestionFile, readingOf } from "@/tests/support/expected-reading";
const model = metricModel();
const catalogue = await catalogueOf(await analystWorld(), model);
for (const file of process.argv.slice(2)) {
  const show = !file.includes("aside");
  const qs = readQuestionFile(readFileSync(file, "utf8"));
  let ok = 0, wrong = 0, over = 0; let silentUn = 0;
  for (const q of qs) {
    const prev = q.after ? parseQuestion(q.after, parseContext(model, catalogue)) : undefined;
    const p = parseQuestion(q.ask, parseContext(model, catalogue, prev?.kind === "query" ? prev.query : undefined));
    const r = readingOf(p);
    const keyed = (x: any) => JSON.stringify({...x, filters: Object.entries(x.filters).sort(), not: Object.entries(x.not).sort()});
    const good = p.kind === "refusal" ? q.refusals.includes(p.code) : q.readings.some((x) => keyed(x) === keyed(r)) && (!q.premise || p.premise === q.premise);
    if (good) ok++;
    else if (p.kind === "refusal") over++; else { wrong++; if (q.readings.length === 0) silentUn++; }
    if (!good && show) console.log(`${q.after ?? ""} > ${q.ask}\n    want ${q.refusals} ${q.readings.map((x) => JSON.stringify(x))}\n    got  ${p.kind === "refusal" ? p.code + " " + p.message : JSON.stringify(r)}`);
  }
  console.log(file, "exact", ok, "of", qs.length, "refused/wrong code", over, "wrong number", wrong, "of which unanswerable", silentUn);
}
process.exit(0);
