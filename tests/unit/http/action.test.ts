import { AppError } from "@/lib/errors";
import { runAction } from "@/lib/http/action";
import { toProblem } from "@/lib/http/problem";

test("a verb's answer or its problem, never a throw", async () => {
  expect(await runAction(async () => 7)).toEqual({ ok: true, data: 7 });
  const refused = await runAction(async () => {
    throw new AppError("conflict", "One run at a time");
  });
  expect(refused).toMatchObject({ ok: false, problem: { code: "conflict", status: 409, detail: "One run at a time" } });
});

test("Next's own signals pass through", async () => {
  const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;replace;/triage;307;" });
  await expect(
    runAction(async () => {
      throw redirect;
    }),
  ).rejects.toBe(redirect);
});

test("an AppError of another module graph is known by its shape", () => {
  const foreign = Object.assign(new Error("gone"), {
    name: "AppError",
    code: "not_found",
    details: [{ pointer: "a", detail: "b" }],
  });
  expect(toProblem(foreign, "req_1")).toMatchObject({ status: 404, detail: "gone", errors: [{ pointer: "a" }] });
});

test("a fired time limit is a timeout", () => {
  expect(toProblem(new DOMException("late", "TimeoutError"), "req_1")).toMatchObject({ status: 504, code: "timeout" });
});
