import { requireNode } from "./node-version.mjs";

requireNode();
const { createServer } = await import("node:net");
const { setTimeout: sleep } = await import("node:timers/promises");
const { packageBin, runNode } = await import("./child-process.mjs");
const { buildWhenNeeded } = await import("./build.mjs");
const { loadSettings } = await import("./settings.mjs");

const PORT_PATIENCE_MS = 2_000;
const isDevelopment = process.argv.includes("--dev");

const settings = loadSettings();
const port = await claimPort(settings.HOST, settings.PORT);
if (!isDevelopment) {
  const built = await buildWhenNeeded();
  if (built.asked || built.code !== 0) process.exit(built.code);
}
process.exit(await serve(settings.HOST, port));

/** Runs Next until it ends; the address is printed once the server answers, boot and all. */
async function serve(host, port) {
  const command = isDevelopment ? "dev" : "start";
  const { code } = await runNode(packageBin("next"), [command, "--hostname", host, "--port", String(port)], {
    env: {
      HOST: host,
      PORT: String(port),
      NODE_ENV: isDevelopment ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      // DuckDB holds threads of libuv's pool, which has 4 by default.
      UV_THREADPOOL_SIZE: "16",
    },
    watchParent: true,
    onStart: (child) => announceWhenReady(child, addressOf(host, port)),
  });
  return code;
}

/** A port that can be listened on: the one asked for, or a free one for 0. A server that is just ending may keep it a moment. */
async function claimPort(host, wanted) {
  const until = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    const { port, error } = await tryPort(host, wanted);
    if (!error) return port;
    if (error.code === "EADDRINUSE" && Date.now() < until) {
      await sleep(100);
      continue;
    }
    console.error(portSentence(error, host, wanted));
    process.exit(1);
  }
}

function tryPort(host, wanted) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve({ error }));
    probe.listen({ host, port: wanted }, () => {
      const { port } = probe.address();
      probe.close(() => resolve({ port }));
    });
  });
}

function portSentence(error, host, port) {
  if (error.code === "EADDRINUSE") return `PORT: ${port} on ${host} is in use; stop what uses it or set another PORT.`;
  if (error.code === "EACCES") return `PORT: ${port} needs more rights than this user has; set a PORT above 1023.`;
  return `HOST: cannot listen on ${host} (${error.code}); set HOST to an address of this machine.`;
}

function addressOf(host, port) {
  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}

async function announceWhenReady(child, address) {
  while (child.exitCode === null && child.signalCode === null) {
    const answers = await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(60_000) }).then(
      () => true,
      () => false,
    );
    if (answers) {
      console.log(`OpsIQ is ready at ${address}`);
      return;
    }
    await sleep(100);
  }
}
