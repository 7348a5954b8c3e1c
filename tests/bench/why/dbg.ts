import { findCauses } from "@/lib/why/find-causes";
import { CLASSES } from "@/tests/bench/why/classes";
const [name, from, n] = [process.argv[2] ?? "", Number(process.argv[3]), Number(process.argv[4] ?? 1)];
const t=(c:any)=>Object.keys(c).sort().map(k=>k+"="+[c[k]].flat().join("|")).join("&");
for (const one of CLASSES.filter(c=>c.name===name)) for (let s=from;s<from+n;s++){ const w=one.make(s); const f=findCauses(w.table);
 const tr=w.truth.map(t).sort(); const sel=f.causes.filter(c=>c.selected).map(c=>t(c.cause)).sort();
 if (tr.join()===sel.join()) continue;
 console.log(`seed ${s} leaves ${f.leaves} noise phi=${f.noise.phi.toPrecision(3)} s=${Math.sqrt(f.noise.sigma2).toFixed(4)} tail ${(f as any).tail} dir dims ${w.table.values.map(v=>v.length)}`);
 console.log("  truth", w.truth.map(t).join("  "));
 for (const c of f.causes.slice(0,8)) console.log("  ",c.selected?"*":" ",c.role,t(c.cause).slice(0,120),`gain ${c.gain.toFixed(1)} lim ${c.limit.toFixed(1)} eff ${c.effect.toFixed(2)} n ${c.leaves} exc ${c.excess.toFixed(1)} base ${c.base.toFixed(0)}`);
}
