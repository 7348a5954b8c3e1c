import nextJest from "next/jest.js";

const withNext = nextJest({ dir: "./" });

/** One project per kind of test, so that `jest --selectProjects unit` runs one kind alone. */
const project = (name, testEnvironment, extra = {}) =>
  withNext({
    displayName: name,
    testEnvironment,
    testMatch: [`<rootDir>/tests/${name}/**/*.test.{ts,tsx}`],
    moduleNameMapper: { "^@/(.*)$": "<rootDir>/$1" },
    modulePathIgnorePatterns: ["<rootDir>/.next/", "<rootDir>/.opsiq/"],
    ...extra,
  })();

export default async () => ({
  projects: await Promise.all([
    project("unit", "node"),
    project("integration", "node"),
    project("component", "jsdom", { setupFilesAfterEnv: ["<rootDir>/tests/support/component-setup.ts"] }),
    project("e2e", "node"),
  ]),
  testTimeout: 30_000,
});
