import { ask } from "@/agents/ask";
import { startContext, type TestServer } from "@/tests/support/demo-context";
import { type FakeLlm, type FakeLlmRequest, startFakeLlm } from "@/tests/support/fake-llm";

let llm: FakeLlm;
let server: TestServer;
const QUESTION = { question: "How many customers have an email at example?" };

beforeAll(async () => {
  llm = await startFakeLlm({ mode: "prose" });
  server = await startContext({
    LLM_BASE_URL: llm.baseUrl,
    LLM_API_KEY: "key",
    LLM_MODEL: "test",
    OPSIQ_RAW_SQL: "on",
  });
});
afterAll(async () => {
  server.context.openSandbox()?.close();
  await server.stop();
  await llm.close();
});

const isSqlCall = (request: FakeLlmRequest) => JSON.stringify(request.body).includes("raw_sql");
const play = (sql: (attempt: number) => string | null) => {
  let attempt = 0;
  llm.play((request) =>
    isSqlCall(request)
      ? { mode: "json", value: { sql: sql(attempt++) } }
      : { mode: "json", value: { reading: "none", query: null } },
  );
};

test("a question without a metric is answered by guarded SQL, unverified and at most half sure", async () => {
  play(() => "select count(*) as customers from customers");
  const answer = await ask(server.context, QUESTION);
  expect(answer.refusal).toBeUndefined();
  expect(answer.rows).toEqual([[400]]);
  expect(answer.confidence.value).toBeLessThanOrEqual(0.5);
  expect(answer.answer).toContain("Unverified");
  expect(answer.source).toBe("llm");
});

test("a wrong column is repaired from the engine's own words", async () => {
  play((attempt) => (attempt === 0 ? "select nope from customers" : "select count(*) as customers from customers"));
  expect((await ask(server.context, QUESTION)).rows).toEqual([[400]]);
});

test.each([
  "select * from read_text('/etc/passwd')",
  "drop table customers",
  "select * from duckdb_settings()",
  "select 1; delete from customers",
])("an obedient model that was told to write %s gets nothing run: the refusal stands", async (sql) => {
  play(() => sql);
  const answer = await ask(server.context, QUESTION);
  expect(answer.refusal).toBeDefined();
  expect(answer.rows).toEqual([]);
});

test("switched off, no SQL is asked for", async () => {
  const off = await startContext({ LLM_BASE_URL: llm.baseUrl, LLM_API_KEY: "key", LLM_MODEL: "test" });
  play(() => "select count(*) from customers");
  llm.requests.length = 0;
  expect((await ask(off.context, QUESTION)).refusal).toBeDefined();
  expect(llm.requests.some(isSqlCall)).toBe(false);
  await off.stop();
});
