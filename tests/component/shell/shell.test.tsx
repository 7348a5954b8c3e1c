import { render, screen } from "@testing-library/react";
import { ErrorPanel } from "@/app/_components/error-panel.client";
import { formatAge, formatDuration, formatInstant } from "@/app/_components/format-time";
import { Shell } from "@/app/_components/shell";
import { findViolations } from "@/tests/support/check-accessibility";
import { dataset, NOW } from "@/tests/support/fixtures";

jest.mock("next/navigation", () => ({ usePathname: () => "/triage/case_1" }));

test("the rail names the data, its day and the model, and marks the open area", async () => {
  const { container } = render(
    <Shell dataset={dataset} model={null} openCases={6}>
      <h1>Page</h1>
    </Shell>,
  );
  const rail = screen.getByRole("navigation", { name: "Main" });
  expect(rail).toHaveTextContent("Demo data, as of 28 Feb 2026");
  expect(rail).toHaveTextContent("Rules only, no model key");
  const triage = screen.getByRole("link", { name: "Triage 6 open cases" });
  expect(triage).toHaveAttribute("aria-current", "page");
  expect(screen.getByRole("link", { name: "Mission Control" })).not.toHaveAttribute("aria-current");
  expect(await findViolations(container)).toEqual([]);
});

test("without data it says so, and a model is named", () => {
  render(
    <Shell dataset={null} model="gpt-oss" openCases={0}>
      <h1>Page</h1>
    </Shell>,
  );
  expect(screen.getByText(/No data loaded/)).toHaveTextContent("gpt-oss");
});

test("a broken page keeps the server's words on the server", () => {
  const retry = jest.fn();
  render(<ErrorPanel error={Object.assign(new Error("SQLITE_FULL at /secret"), { digest: "42" })} retry={retry} />);
  expect(screen.getByRole("alert")).toHaveTextContent("under 42");
  expect(screen.getByRole("alert")).not.toHaveTextContent("secret");
  screen.getByRole("button", { name: "Try again" }).click();
  expect(retry).toHaveBeenCalled();
});

test.each([
  [null, "unknown"],
  [12, "12 ms"],
  [912, "0.9 s"],
  [125_000, "2 min 5 s"],
])("%p ms reads %s", (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));

test.each([
  ["2026-03-01T09:49:30.000Z", "just now"],
  ["2026-03-01T09:20:00.000Z", "30 min ago"],
  ["2026-02-28T09:50:00.000Z", "24 h ago"],
  ["2026-02-20T09:50:00.000Z", "9 d ago"],
])("%s is %s", (iso, text) => expect(formatAge(iso, NOW)).toBe(text));

test("times are said in UTC", () => expect(formatInstant(NOW)).toBe("1 Mar 2026, 09:50 UTC"));
