import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../../scripts/child-process.mjs";
import { median, residentMegabytes, startServer } from "./server.mjs";

const REPEATS = 5;
const IDLE_MS = 10_000;

rmSync(join(ROOT, ".next"), { recursive: true, force: true });
const first = await startServer();
console.log(`first start (build, migrations, load): ${(first.readyMs / 1000).toFixed(1)} s to /api/health`);
await first.stop({ keepState: true });

const seconds = [];
for (let at = 0; at < REPEATS; at += 1) {
  const server = await startServer({ stateDir: first.stateDir });
  seconds.push(server.readyMs / 1000);
  const isLast = at === REPEATS - 1;
  if (isLast) await reportIdleMemory(server.pid);
  await server.stop({ keepState: !isLast });
}
console.log(
  `later start: median ${median(seconds).toFixed(2)} s, worst ${Math.max(...seconds).toFixed(2)} s of ${REPEATS}`,
);

async function reportIdleMemory(pid) {
  await sleep(IDLE_MS);
  const processes = residentMegabytes(pid);
  const total = processes.reduce((sum, one) => sum + one.megabytes, 0);
  console.log(`idle memory: ${total} MB (${processes.map((one) => `${one.name} ${one.megabytes}`).join(", ")})`);
}
