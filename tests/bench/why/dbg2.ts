import { CLASSES } from "./classes";
import { expectedValues } from "@/lib/why/expectation";
for (const name of ["mix only","ratio, 1 dimension"]) for (let s=0;s<8;s++){ const w=CLASSES.find(c=>c.name===name)!.make(s); const e=expectedValues(w.table); const t=w.table;
 // per 1-d value ratio
 const out:string[]=[]; t.dims.forEach((dm,d)=>{ const E=new Float64Array(t.values[d]!.length),A=E.slice(); t.base.forEach((_,i)=>{E[t.codes[d]![i]!]+=e[i]!;A[t.codes[d]![i]!]+=t.actual[i]!;}); E.forEach((x,c)=>{const z=(A[c]!-x)/Math.sqrt(x*1.125); if(Math.abs(z)>3.2) out.push(`${t.values[d]![c]} E=${x.toFixed(0)} A=${A[c]!.toFixed(0)} z=${z.toFixed(1)}`)});});
 console.log(name,s,t.base.length, w.truth.map(x=>JSON.stringify(x)).join(), out.join("; "));}
