import fc from "fast-check";
import type { LanguageEvent } from "@/lib/contract/questions";
import { canonicalJson } from "@/lib/learning/canonical-json";
import { EMPTY_LANGUAGE, foldLanguage, toLanguage } from "@/lib/semantic/verified/fold";
import { semanticQuery } from "@/tests/support/fixtures";

const told = (id: string) => ({ id, at: "2026-03-01T10:00:00.000Z", by: "ana", why: "" });
const synonym = (id: string, phrase: string, metric: string): LanguageEvent => ({
  ...told(id),
  kind: "synonym",
  phrase,
  means: { kind: "metric", metric },
});
const undo = (id: string, eventId: string): LanguageEvent => ({ ...told(id), kind: "undo", eventId });

const PHRASES = ["top line", "Top lines", "clawbacks", "new logos", "EMEA land"];
const METRICS = ["net_revenue", "refund_amount", "mrr"];

/** A log of up to 12 lessons, undos of anything before them included. */
const logs = fc
  .array(
    fc.record({
      kind: fc.constantFrom("synonym", "default", "verify", "undo"),
      phrase: fc.constantFrom(...PHRASES),
      metric: fc.constantFrom(...METRICS),
      target: fc.nat(20),
    }),
    { maxLength: 12 },
  )
  .map((steps) =>
    steps.map((step, at): LanguageEvent => {
      const id = `lesson_${at}`;
      if (step.kind === "undo" && at > 0) return undo(id, `lesson_${step.target % at}`);
      if (step.kind === "default") return { ...told(id), kind: "default", phrase: step.phrase, metric: step.metric };
      if (step.kind === "verify")
        return {
          ...told(id),
          kind: "verify",
          question: step.phrase,
          semanticQuery: { ...semanticQuery, metrics: [step.metric] },
          asOf: "2026-02-28",
          firstDay: "2025-01-01",
        };
      return synonym(id, step.phrase, step.metric);
    }),
  );

test("nothing taught is the empty state", () => {
  expect(foldLanguage([])).toEqual(EMPTY_LANGUAGE);
  expect(toLanguage([])).toEqual({ version: "v0", state: EMPTY_LANGUAGE, events: [] });
});

test("an undo gives back the very bytes of the state before, whatever the history", () => {
  fc.assert(
    fc.property(logs, fc.constantFrom(...PHRASES), fc.constantFrom(...METRICS), (log, phrase, metric) => {
      const before = canonicalJson(foldLanguage(log));
      const taught = [...log, synonym("new", phrase, metric)];
      expect(canonicalJson(foldLanguage([...taught, undo("back", "new")]))).toBe(before);
      const redone = [...taught, undo("back", "new"), undo("again", "back")];
      expect(canonicalJson(foldLanguage(redone))).toBe(canonicalJson(foldLanguage(taught)));
    }),
  );
});

test("the undo of an earlier lesson is the log without it", () => {
  fc.assert(
    fc.property(logs, fc.nat(20), (log, pick) => {
      const lessons = log.filter((event) => event.kind !== "undo");
      fc.pre(lessons.length > 0);
      const target = lessons[pick % lessons.length];
      if (!target) return;
      const without = log.filter(
        (event) => event !== target && !(event.kind === "undo" && event.eventId === target.id),
      );
      const last = canonicalJson(foldLanguage([...log, undo("back", target.id)]));
      const undone = log.some((event) => event.kind === "undo" && event.eventId === target.id);
      if (!undone) expect(last).toBe(canonicalJson(foldLanguage(without)));
    }),
  );
});

test("a later lesson about the same words replaces the earlier, and taking it back restores that", () => {
  const log = [synonym("a", "top line", "mrr"), synonym("b", "Top Lines", "net_revenue")];
  expect(foldLanguage(log).synonyms).toMatchObject([{ eventId: "b", means: { metric: "net_revenue" } }]);
  expect(foldLanguage([...log, undo("c", "b")]).synonyms).toMatchObject([{ eventId: "a" }]);
});

test("the log is told newest first, with who, when, why and whether it counts", () => {
  const { version, events } = toLanguage([synonym("a", "top line", "mrr"), undo("b", "a")]);
  expect(version).toBe("v2");
  expect(events).toMatchObject([
    { version: "v2", live: true, event: { kind: "undo", by: "ana" } },
    { version: "v1", live: false, event: { kind: "synonym", phrase: "top line" } },
  ]);
});
