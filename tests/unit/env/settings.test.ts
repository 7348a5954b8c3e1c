import { llmSettings, parseSettings } from "@/lib/env";

test.each([
  ["PORT", "abc"],
  ["PORT", "70000"],
  ["PORT", "1.5"],
  ["OPSIQ_MODE", "live"],
  ["LLM_BASE_URL", "ftp://models"],
  ["LLM_TIMEOUT_MS", "1"],
])("%s=%s is refused by name", (name, value) => {
  expect(() => parseSettings({ [name]: value })).toThrow(new RegExp(`^${name}: `));
});

test("every variable at fault is named in one sentence", () => {
  expect(() => parseSettings({ PORT: "x", OPSIQ_MODE: "y" })).toThrow(/PORT: .*; OPSIQ_MODE: /);
});

test("empty variables count as absent", () => {
  expect(parseSettings({ PORT: "", HOST: "  ", GROQ_API_KEY: "" })).toEqual(parseSettings({}));
});

test.each([
  [{}, null],
  [{ GROQ_API_KEY: "k" }, { provider: "Groq", model: "openai/gpt-oss-120b" }],
  [{ LLM_API_KEY: "k" }, { provider: "OpenAI", baseUrl: "https://api.openai.com/v1" }],
  [
    { LLM_BASE_URL: "http://localhost:11434/v1", GROQ_API_KEY: "k" },
    { provider: "localhost", baseUrl: "http://localhost:11434/v1" },
  ],
])("model server for %j", (environment, expected) => {
  const found = llmSettings(parseSettings(environment));
  if (expected === null) expect(found).toBeNull();
  else expect(found).toMatchObject(expected);
});
