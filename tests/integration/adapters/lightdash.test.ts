import { createLightdash } from "@/adapters/lightdash/adapter";
import { adapterDeps, CANARIES } from "../../support/adapter-deps";
import { startFakeLightdash } from "../../support/fake-lightdash";
import type { FakeVendor } from "../../support/fake-vendor";

const projectUuid = "21eef0b9-5bae-40f3-851e-9554588e71a6";
const catalogue = () => [
  { name: "net_revenue", label: "Net revenue", description: "Billed less refunds", table: "invoices" },
];
let fake: FakeVendor;
afterEach(() => fake?.close());

async function start(count: number) {
  const metrics = Array.from({ length: count }, (_, at) => ({
    catalogSearchUuid: `u${at}`,
    type: "field",
    fieldType: "metric",
    name: `metric_${at}`,
    label: `Metric ${at}`,
    tableName: "orders",
    description: "Sum",
    aiHints: null,
  }));
  fake = await startFakeLightdash({ apiKey: CANARIES.LIGHTDASH_API_KEY, projectUuid }, metrics);
  const environment = {
    OPSIQ_MODE: "real",
    ...CANARIES,
    LIGHTDASH_URL: fake.baseUrl,
    LIGHTDASH_PROJECT_UUID: projectUuid,
  };
  const parts = adapterDeps(environment);
  return { ...parts, lightdash: createLightdash({ ...parts.deps, catalogue }) };
}

test("the mock serves OpsIQ's own metrics and records it", async () => {
  const { deps, activity } = adapterDeps({});
  const lightdash = createLightdash({ ...deps, catalogue });
  expect(await lightdash.listMetrics()).toEqual(catalogue());
  expect(activity).toMatchObject([
    { integration: "lightdash", mode: "mock", status: "ok", response: { metrics: catalogue() } },
  ]);
  expect(lightdash.status().request).toEqual({
    method: "GET",
    url: "<LIGHTDASH_URL>/api/v1/projects/<LIGHTDASH_PROJECT_UUID>/dataCatalog/metrics?page=1&pageSize=50",
    headers: { Accept: "application/json", Authorization: "ApiKey <LIGHTDASH_API_KEY>" },
    body: null,
  });
});

test.each(["LIGHTDASH_URL", "LIGHTDASH_API_KEY", "LIGHTDASH_PROJECT_UUID"])(
  "without %s it is a mock and says so",
  (name) => {
    const all: Record<string, string> = {
      OPSIQ_MODE: "real",
      LIGHTDASH_URL: "https://bi.example.net",
      LIGHTDASH_API_KEY: "key-1",
      LIGHTDASH_PROJECT_UUID: projectUuid,
    };
    const { deps } = adapterDeps(Object.fromEntries(Object.entries(all).filter(([key]) => key !== name)));
    const status = createLightdash({ ...deps, catalogue }).status();
    expect(status).toMatchObject({ mode: "mock", reason: `${name} is not set` });
    expect(status.settings.filter((setting) => !setting.set)).toEqual([{ name, set: false, required: true }]);
  },
);

test.each([0, 1, 50, 51, 120])("reads a catalogue of %i metrics page by page", async (count) => {
  const { lightdash, activity } = await start(count);
  const metrics = await lightdash.listMetrics();
  expect(metrics).toHaveLength(count);
  expect(new Set(metrics.map((metric) => metric.name)).size).toBe(count);
  if (count > 0)
    expect(metrics[0]).toEqual({ name: "metric_0", label: "Metric 0", description: "Sum", table: "orders" });
  expect(fake.requests.map((request) => request.query.get("page"))).toEqual(
    Array.from({ length: Math.max(1, Math.ceil(count / 50)) }, (_, at) => String(at + 1)),
  );
  expect(activity).toMatchObject([{ mode: "real", status: "ok" }]);
});

test("an error inside HTTP 200 is a failure", async () => {
  const { lightdash } = await start(1);
  fake.inject({
    kind: "status",
    status: 200,
    body: { status: "error", error: { statusCode: 400, name: "CompileError", message: "no such table" } },
  });
  await expect(lightdash.listMetrics()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("CompileError: no such table"),
  });
});

test("502 then 429 with Retry-After are waited out", async () => {
  const { lightdash, waits } = await start(1);
  fake.inject({ kind: "status", status: 502 }, { kind: "status", status: 429, headers: { "Retry-After": "5" } });
  expect(await lightdash.listMetrics()).toHaveLength(1);
  expect(waits).toEqual([500, 5000]);
});

test("a wrong key is refused without a retry", async () => {
  const { lightdash } = await start(1);
  fake.inject({
    kind: "status",
    status: 401,
    body: { status: "error", error: { name: "AuthorizationError", message: "Failed to authorize user" } },
  });
  await expect(lightdash.listMetrics()).rejects.toMatchObject({
    message: expect.stringContaining("401: Failed to authorize user"),
  });
  expect(fake.requests).toHaveLength(1);
});
