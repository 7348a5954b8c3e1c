import { registerHooks } from "node:module";

// Node strips the types itself; only the extension that our imports leave out has to be put back.
registerHooks({
  resolve: (specifier, context, next) =>
    next(/^\.{1,2}\/[^.]*$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});
const { parseSettings } = await import("../lib/env.ts");
try {
  const { HOST, PORT } = parseSettings(process.env);
  console.log(JSON.stringify({ HOST, PORT }));
} catch (error) {
  console.error(`A setting is not valid: ${error.message}`);
  process.exitCode = 1;
}
