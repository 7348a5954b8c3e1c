/** The oldest Node that every dependency runs on. */
const OLDEST_MAJOR = 22;

/** Ends the process with one sentence on a Node that is too old; the file itself uses nothing that one lacks. */
export function requireNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= OLDEST_MAJOR) return;
  console.error(
    `OpsIQ needs Node ${OLDEST_MAJOR} or newer and this is ${process.version}; run \`npm ci\`, which brings Node 24 with the project, and start it through npm.`,
  );
  process.exit(1);
}
