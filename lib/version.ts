import manifest from "../package.json" with { type: "json" };

/** The release this code is, as package.json says. */
export const VERSION: string = manifest.version;
