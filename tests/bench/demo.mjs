import { median, startServer } from "./server.mjs";

const REPEATS = 10;

const server = await startServer();
try {
  const first = await investigate();
  const later = [];
  for (let at = 0; at < REPEATS; at += 1) later.push(await investigate());
  console.log(`first investigation: ${first.toFixed(0)} ms`);
  console.log(
    `later ones: median ${median(later).toFixed(0)} ms, worst ${Math.max(...later).toFixed(0)} ms of ${REPEATS}`,
  );
} finally {
  await server.stop();
}

async function investigate() {
  const startedAt = performance.now();
  const response = await fetch(`${server.url}/api/monitor/run`, { method: "POST" });
  const { totals, cases } = await response.json();
  if (response.status !== 200 || totals.impactCents !== 247_800 || cases.length !== 6) {
    throw new Error(`the demo answered ${response.status}: ${cases?.length} cases, ${totals?.impactCents} cents`);
  }
  return performance.now() - startedAt;
}
