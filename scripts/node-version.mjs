/** The oldest Node that strips types by itself and that every dependency runs on. */
const OLDEST = [22, 18];

/** Ends the process with one sentence on a Node that is too old; the file itself uses nothing that one lacks. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(
    `OpsIQ needs Node ${OLDEST.join(".")} or newer and this is ${process.version}: run \`npm ci\`, which brings Node 24 with the project, and start it through npm.`,
  );
  process.exit(1);
}
