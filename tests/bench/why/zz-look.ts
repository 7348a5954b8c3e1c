import { findCauses } from "@/lib/why/find-causes";
import { CLASSES } from "./classes";
import { scoreFindings } from "./score";

const [name = "", from = "0", to = "100"] = process.argv.slice(2);
const one = CLASSES.find((c) => c.name === name);
if (!one) throw new Error("no class");
for (let seed = Number(from); seed < Number(to); seed++) {
  const world = one.make(seed);
  const f = findCauses(world.table);
  const s = scoreFindings(world, f, 0, one.byElement ?? false);
  const bad = one.isNull ? s.falseReport : s.wrong > 0 || s.missed > 0 || !s.top1;
  if (!bad) continue;
  console.log(
    `seed ${seed} dims ${world.table.values.map((v) => v.length)} leaves ${world.table.base.length} noise ${JSON.stringify(f.noise)} top1 ${s.top1} right ${s.right} wrong ${s.wrong} missed ${s.missed}`,
  );
  for (const t of world.truth.slice(0, 8)) {
    let [n, b, a, z] = [0, 0, 0, 0];
    for (let i = 0; i < world.table.base.length; i++) {
      const inside = Object.entries(t).every(([d, vs]) => {
        const k = world.table.dims.indexOf(d);
        return vs.includes(world.table.values[k]![world.table.codes[k]![i]!]!);
      });
      if (!inside) continue;
      n++;
      const dn = world.table.denominator;
      b += dn ? dn.actual[i]! * (world.table.base[i]! / (dn.base[i]! || 1)) : world.table.base[i]!;
      a += world.table.actual[i]!;
      if (world.table.base[i] === 0) z++;
    }
    console.log("   truth", JSON.stringify(t), `leaves ${n} zero ${z} base ${b.toFixed(0)} actual ${a.toFixed(0)}`);
  }
  for (const c of f.causes.slice(0, 6))
    console.log(
      `   ${c.selected ? "SEL" : c.role.slice(0, 4)}`,
      JSON.stringify(c.cause),
      `leaves ${c.leaves} base ${c.base.toFixed(0)} actual ${c.actual.toFixed(0)} gain ${c.gain.toFixed(1)} limit ${c.limit.toFixed(1)} effect ${c.effect.toFixed(2)}`,
    );
}
