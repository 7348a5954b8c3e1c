import { gzipSync } from "node:zlib";
import { startServer } from "./server.mjs";

const PAGES = [
  "/",
  "/triage",
  "/qa-lab",
  "/detectors",
  "/detectors/underbilling",
  "/sponsors",
  "/data",
  "/analyst",
  "/analyst?q=revenue%20by%20month",
];
const LIMIT_KB = 200;

const server = await startServer();
let over = 0;
try {
  await fetch(`${server.url}/api/monitor/run`, { method: "POST" });
  const { cases } = await (await fetch(`${server.url}/api/triage/cases?limit=1`)).json();
  for (const page of [...PAGES, `/triage/${cases[0].id}`]) {
    const kilobytes = (await firstLoadBytes(page)) / 1024;
    const isOver = kilobytes > LIMIT_KB;
    if (isOver) over += 1;
    console.log(`${kilobytes.toFixed(1).padStart(7)} KB  ${page}${isOver ? "  OVER" : ""}`);
  }
} finally {
  await server.stop();
}
console.log(`limit ${LIMIT_KB} KB of gzipped JavaScript on first load; ${over} pages over it`);
process.exit(over > 0 ? 1 : 0);

/** Every script that the page's own HTML names, polyfills for old browsers (noModule) apart. */
async function firstLoadBytes(page) {
  const html = await (await fetch(server.url + page)).text();
  const tags = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag));
  const preloads = [...html.matchAll(/<link\b[^>]*\bas="script"[^>]*\bhref="([^"]+)"/g)];
  const addresses = new Set([...tags, ...preloads].map(([, address]) => address.replaceAll("&amp;", "&")));
  const sizes = [...addresses].map(async (address) => {
    const bytes = Buffer.from(await (await fetch(new URL(address, server.url))).arrayBuffer());
    return gzipSync(bytes, { level: 9 }).byteLength;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
