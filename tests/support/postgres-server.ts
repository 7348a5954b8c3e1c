import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";

/** A PostgreSQL server of the test's own, on loopback, with its data in a temporary folder. */
export interface PostgresServer {
  /** The URL of a role and database; the superuser and `postgres` by default. */
  url: (options?: { role?: string; database?: string; schema?: string }) => string;
  /** Runs statements as the superuser. */
  run: (sql: string, database?: string) => Promise<Record<string, unknown>[]>;
  /** Runs statements as the superuser and keeps the session open until the server is gone. */
  hold: (sql: string, database: string) => { ready: Promise<void>; ended: Promise<void> };
  start: () => void;
  /** Ends it at once, as a crash does. */
  kill: () => void;
  /** Ends it and removes its data. */
  remove: () => void;
}

/** Every role has it; a test looks for it where no password may be. */
export const PASSWORD = "pa55:planted/w@rd";
const DEBIAN = "/usr/lib/postgresql";

/** The folder of `initdb` and `pg_ctl`, or null where no PostgreSQL is installed. */
function binFolder(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const found = [...versions.map((version) => join(DEBIAN, version, "bin")), ...(process.env.PATH ?? "").split(":")];
  return found.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "pg_ctl"))) ?? null;
}

/**
 * `describe` where PostgreSQL is installed, else `describe.skip` with the reason in its name.
 * OPSIQ_REQUIRE_POSTGRES=1 runs it anyway, so that a missing server fails instead of skipping.
 */
export function describePostgres(name: string, tests: () => void): void {
  if (binFolder() !== null || process.env.OPSIQ_REQUIRE_POSTGRES === "1") describe(name, tests);
  else describe.skip(`${name} (skipped: no PostgreSQL is installed)`, tests);
}

/** Creates and starts a server. Its text sorts as people sort it, not by code unit: the harder case for equal bytes. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = binFolder();
  if (!bin) throw new Error("No PostgreSQL is installed: apt-get install postgresql");
  const folder = mkdtempSync(join(tmpdir(), "opsiq-postgres-"));
  const data = join(folder, "data");
  const port = await freePort();
  const owner = ownerIds();
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, PASSWORD);
  chmodSync(folder, 0o755);
  if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const tool = (name: string, args: string[]) =>
    execFileSync(join(bin, name), args, { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  tool("initdb", [
    "-D",
    data,
    "-U",
    "postgres",
    "-A",
    "scram-sha-256",
    `--pwfile=${passwordFile}`,
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=icu",
    "--icu-locale=en-US",
    "--no-sync",
  ]);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=40`;
  const control = (...args: string[]) => tool("pg_ctl", ["-D", data, "-w", "-t", "60", ...args]);
  const server: PostgresServer = {
    url: ({ role = "postgres", database = "postgres", schema } = {}) =>
      `postgres://${role}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}${
        schema ? `?options=${encodeURIComponent(`-c search_path=${schema}`)}` : ""
      }`,
    async run(sql, database) {
      const client = new Client({ connectionString: server.url({ database }) });
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    hold(sql, database) {
      const client = new Client({ connectionString: server.url({ database }) });
      const ended = new Promise<void>((resolve) => client.on("error", () => resolve()));
      const hold = async () => {
        await client.connect();
        await client.query(sql);
      };
      return { ready: hold(), ended };
    },
    start: () => control("-l", join(folder, "log"), "-o", settings, "start"),
    kill: () => control("-m", "immediate", "stop"),
    remove() {
      if (owner ? isRunning(bin, data, owner) : isRunning(bin, data)) server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  server.start();
  return server;
}

function isRunning(bin: string, data: string, owner?: { uid: number; gid: number }): boolean {
  return spawnSync(join(bin, "pg_ctl"), ["-D", data, "status"], { ...owner, cwd: "/" }).status === 0;
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function ownerIds(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}
