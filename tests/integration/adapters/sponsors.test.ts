import { createAiria } from "@/adapters/airia/adapter";
import { createDatadog } from "@/adapters/datadog/adapter";
import { createLightdash } from "@/adapters/lightdash/adapter";
import { createModulate } from "@/adapters/modulate/adapter";
import { createSponsors } from "@/adapters/sponsors";
import { IntegrationStatus } from "@/lib/contract/integration";
import { parseSettings } from "@/lib/env";
import { adapterDeps, CANARIES } from "../../support/adapter-deps";
import { type FakeVendor, startFakeVendor } from "../../support/fake-vendor";

const window = { from: "2026-11-22T00:00:00.000Z", to: "2026-11-23T00:00:00.000Z" };
const workflow = { actionId: "act_1", kind: "alert" as const, title: "Alert", payload: {} };
const fakes: FakeVendor[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
});

test("each integration chooses its mode by its own settings, and a status per integration fits the contract", () => {
  const settings = parseSettings({ OPSIQ_MODE: "real", DATADOG_API_KEY: "key-1", DATADOG_APP_KEY: "key-2" });
  const sponsors = createSponsors(settings, { record: () => undefined, catalogue: () => [], clock: () => new Date(0) });
  const statuses = Object.values(sponsors).map((sponsor) => IntegrationStatus.parse(sponsor.status()));
  expect(statuses.map(({ id, mode }) => `${id} ${mode}`)).toEqual([
    "datadog real",
    "lightdash mock",
    "airia mock",
    "modulate mock",
  ]);
});

/** Repeats every header and body it gets back to the caller, in the body and in error texts. */
const parrot = (status: number) =>
  startFakeVendor(({ headers, body }) => {
    const echo = JSON.stringify(headers);
    const said = { detail: echo, errors: [echo], error: { name: "Echo", message: echo }, echo, body };
    return { status, body: { status: "error", $type: "string", result: echo, results: [], data: [], ...said } };
  });

test.each([200, 400, 500])(
  "no key is in activity, status or errors when the vendors repeat them with %i",
  async (status) => {
    const fake = await parrot(status);
    fakes.push(fake);
    const { deps, activity } = adapterDeps({
      OPSIQ_MODE: "real",
      ...CANARIES,
      AIRIA_BASE_URL: fake.baseUrl,
      AIRIA_PIPELINE_ID: "pipeline-1",
      MODULATE_BASE_URL: fake.baseUrl,
      LIGHTDASH_URL: fake.baseUrl,
      LIGHTDASH_PROJECT_UUID: "project-1",
      DATADOG_BASE_URL: fake.baseUrl,
    });
    const sponsors = [
      createDatadog(deps),
      createAiria(deps),
      createLightdash({ ...deps, catalogue: () => [] }),
      createModulate(deps),
    ] as const;
    const [datadog, airia, lightdash, modulate] = sponsors;
    const leaked = `a note that holds ${CANARIES.LLM_API_KEY}`;
    const outcomes = await Promise.allSettled([
      datadog.fetchSignals(window),
      airia.execute({ ...workflow, title: leaked }),
      lightdash.listMetrics(),
      modulate.scoreTexts([leaked]),
    ]);
    const thrown = outcomes.map((outcome) =>
      outcome.status === "rejected" ? String(outcome.reason.stack) + JSON.stringify(outcome.reason) : "",
    );
    const seen = JSON.stringify([activity, sponsors.map((sponsor) => sponsor.status()), thrown]);
    expect(fake.requests.length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(fake.requests.map((request) => request.headers))).toContain("canary-airia");
    expect(activity).toHaveLength(4);
    expect(seen).not.toContain("canary-");
    expect(seen).toContain("<AIRIA_API_KEY>");
  },
);

test("a key that cannot be a header is named, not shown", async () => {
  const { deps, activity } = adapterDeps({
    OPSIQ_MODE: "real",
    DATADOG_API_KEY: "canary-a\nb: c",
    DATADOG_APP_KEY: "canary-app",
  });
  await expect(createDatadog(deps).fetchSignals(window)).rejects.toMatchObject({
    message: "DATADOG_API_KEY holds characters a header cannot carry",
  });
  expect(JSON.stringify(activity)).not.toContain("canary-");
});
