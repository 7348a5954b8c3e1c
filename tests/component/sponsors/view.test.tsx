import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryProvider } from "@/app/_components/query.client";
import { formatCurl, formatHttp } from "@/app/(console)/sponsors/format-request";
import { type SponsorsProps, SponsorsView as View } from "@/app/(console)/sponsors/view";
import { findViolations } from "@/tests/support/check-accessibility";
import { integration, integrationActivity } from "@/tests/support/fixtures";

function SponsorsView(props: SponsorsProps) {
  return (
    <QueryProvider>
      <View {...props} />
    </QueryProvider>
  );
}

const nothing = { items: [], nextCursor: null };
const none: SponsorsProps["activity"] = { datadog: nothing, lightdash: nothing, airia: nothing, modulate: nothing };
const props: SponsorsProps = {
  sponsors: [
    {
      ...integration,
      id: "datadog",
      title: "Datadog",
      mode: "real",
      reason: null,
      health: "failing",
      lastError: "403",
    },
    { ...integration, id: "lightdash", title: "Lightdash", health: "unused" },
    integration,
    { ...integration, id: "modulate", title: "Modulate" },
  ],
  llm: { configured: false, provider: null, model: null, baseUrl: null, circuit: "closed", lastError: null, calls: 0 },
  activity: { ...none, airia: { items: [integrationActivity], nextCursor: "older" } },
  pageSize: 10,
};

test("each integration shows mode, reason, settings without values, request and log", async () => {
  const { container } = render(<SponsorsView {...props} />);
  expect(screen.getByText(/1 of 4 integrations are real/)).toBeInTheDocument();
  const airia = screen.getByRole("region", { name: "Airia" });
  expect(airia).toHaveTextContent("AIRIA_API_KEY is not set");
  expect(airia).toHaveTextContent("X-API-KEY: <AIRIA_API_KEY>");
  expect(within(airia).getByText("Alert for EMEA refund spike")).toBeInTheDocument();
  expect(screen.getByRole("region", { name: "Datadog" })).toHaveTextContent("403");
  expect(screen.getByRole("region", { name: "Datadog" })).toHaveTextContent("No call yet.");
  expect(await findViolations(container)).toEqual([]);
});

test("an activity log goes on for its own integration", async () => {
  const older = { ...integrationActivity, id: "activity_0", summary: "An older call" };
  const fetched = jest.fn(async () => ({ ok: true, json: async () => ({ activity: [older], nextCursor: null }) }));
  Object.assign(globalThis, { fetch: fetched });
  render(<SponsorsView {...props} />);
  await userEvent.click(screen.getByRole("button", { name: "Load more calls" }));
  expect(await screen.findByText("An older call")).toBeInTheDocument();
  expect(fetched).toHaveBeenCalledWith(
    "/api/sponsors/activity?integration=airia&limit=10&cursor=older",
    expect.anything(),
  );
});

test("the model's card names the model, or says that rules do its jobs", () => {
  const { rerender } = render(<SponsorsView {...props} />);
  expect(screen.getByRole("region", { name: "Model" })).toHaveTextContent("Rules only, no model key.");
  const llm = { ...props.llm, configured: true, model: "gpt-oss", provider: "Groq", circuit: "open" as const };
  rerender(<SponsorsView {...props} llm={llm} />);
  expect(screen.getByRole("region", { name: "Model" })).toHaveTextContent("gpt-oss at Groq");
  expect(screen.getByRole("region", { name: "Model" })).toHaveTextContent("resting after failures");
});

test("the request reads as HTTP and as a curl command that a shell takes as it is", () => {
  const { request } = integration;
  expect(formatHttp(request).split("\n")[0]).toBe("POST https://api.airia.ai/v2/PipelineExecution/pipeline");
  expect(formatCurl(request)).toContain("-H 'X-API-KEY: <AIRIA_API_KEY>'");
  expect(formatCurl(request)).toContain(`it'\\''s urgent`);
  expect(formatHttp({ ...request, method: "GET", body: null })).not.toContain("\n\n");
});
