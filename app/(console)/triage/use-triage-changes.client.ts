"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { dataOf, problemOf } from "@/app/_components/refusal";
import type { BulkStatusResult, Case, GivenStatus } from "@/lib/contract/case";
import type { Feedback, FeedbackResponse } from "@/lib/contract/feedback";
import type { Problem } from "@/lib/contract/problem";
import { outcomeOf } from "@/lib/learning/fold-memory";
import type { TriageActions } from "./triage-actions";
import type { Choice } from "./verdict-choices";

/** What a person just did, said where they are now: they may have moved on. */
export interface Notice {
  text: string;
  caseId: string | null;
  response?: FeedbackResponse;
  /** The server refused: what was shown is taken back. */
  problem?: Problem;
  refused?: BulkStatusResult["refused"];
}

type Patch = Partial<Pick<Case, "outcome" | "status">>;
interface Judging {
  caseId: string;
  choice: Choice;
  note: string;
}
interface Undoing {
  caseId: string;
  feedback: Feedback;
  /** The outcome that the remaining verdicts give, as far as the page knows them. */
  outcome: Case["outcome"];
}
interface Moving {
  caseIds: string[];
  status: GivenStatus;
}

export const caseKey = (caseId: string | null) => ["case", caseId] as const;

/** Changes to cases: shown at once, in order at the server, taken back when it refuses, each with its undo. */
export function useTriageChanges(actions: TriageActions, listed: readonly { id: string; title: string }[]) {
  const queries = useQueryClient();
  const [patches, setPatches] = useState<ReadonlyMap<string, Patch>>(new Map());
  const [notice, setNotice] = useState<Notice | null>(null);
  const undos = useRef<(() => void)[]>([]);
  const [undoable, setUndoable] = useState(0);

  const pending = useRef(new Set<string>());
  const latest = useRef(listed);
  useEffect(() => {
    latest.current = listed;
    // The server's own list has come: what it says stands, but for what is still on its way to it.
    setPatches((before) => new Map([...before].filter(([id]) => pending.current.has(id))));
  }, [listed]);

  const titleOf = (caseId: string) => listed.find((one) => one.id === caseId)?.title ?? caseId;
  /** Shows a change at once; what it answers is called when the server has spoken, and a later list ends it. */
  const patch = (ids: readonly string[], change: Patch, isGuess = false) => {
    const at = latest.current;
    for (const id of ids) pending.current.add(id);
    setPatches((before) => new Map([...before, ...ids.map((id) => [id, { ...before.get(id), ...change }] as const)]));
    return () => {
      for (const id of ids) pending.current.delete(id);
      if (isGuess && latest.current !== at) takeBack(ids);
    };
  };
  const takeBack = (ids: readonly string[]) =>
    setPatches((before) => new Map([...before].filter(([id]) => !ids.includes(id))));
  const readAgain = (ids: readonly string[]) => {
    for (const id of ids) void queries.invalidateQueries({ queryKey: caseKey(id) });
  };
  const remember = (undo: () => void) => {
    undos.current.push(undo);
    setUndoable(undos.current.length);
  };
  // One after the other: a second verdict must not overtake the first.
  const scope = { id: "triage" };

  const judge = useMutation({
    scope,
    mutationFn: async ({ caseId, choice, note }: Judging) => {
      const { verdict, reason } = choice;
      return dataOf(await actions.giveVerdict({ caseId, verdict, reason, note: note || undefined }));
    },
    onMutate: ({ caseId, choice }) => {
      const outcome = outcomeOf({ verdict: choice.verdict, reason: choice.reason ?? null });
      setNotice({ text: `${choice.label}: ${titleOf(caseId)}. Recording`, caseId });
      return patch([caseId], outcome ? { outcome } : {});
    },
    onSettled: (_response, _error, _judging, end) => end?.(),
    onSuccess: (response, { caseId, choice }) => {
      setNotice({ text: `${choice.label} recorded.`, caseId, response });
      readAgain([caseId]);
    },
    onError: (error, { caseId, choice }) => {
      takeBack([caseId]);
      setNotice({
        text: `${choice.label} was not recorded on ${titleOf(caseId)}; the case is as it was.`,
        caseId,
        problem: problemOf(error),
      });
    },
  });
  const retract = useMutation({
    scope,
    mutationFn: async ({ feedback }: Undoing) => dataOf(await actions.retract(feedback.id)),
    onMutate: ({ caseId, outcome }) => patch([caseId], { outcome }, true),
    onSettled: (_response, _error, _undoing, end) => end?.(),
    onSuccess: (_response, { caseId }) => {
      setNotice({ text: `Taken back: the verdict on ${titleOf(caseId)}.`, caseId });
      readAgain([caseId]);
    },
    onError: (error, { caseId }) => {
      takeBack([caseId]);
      setNotice({ text: `The verdict on ${titleOf(caseId)} stands.`, caseId, problem: problemOf(error) });
    },
  });
  const move = useMutation({
    scope,
    mutationFn: async (moving: Moving) => dataOf(await actions.setStatus(moving)),
    onMutate: ({ caseIds, status }) => patch(caseIds, { status }),
    onSettled: (_result, _error, _moving, end) => end?.(),
    onSuccess: ({ changed, refused, status }) => {
      takeBack(refused.map((one) => one.caseId));
      const [only] = changed;
      const what = changed.length === 1 && only ? titleOf(only.caseId) : `${changed.length} cases`;
      setNotice({ text: `${what}: ${status}.`, caseId: null, refused });
      readAgain(changed.map((one) => one.caseId));
    },
    onError: (error, { caseIds }) => {
      takeBack(caseIds);
      setNotice({ text: "No case was moved.", caseId: null, problem: problemOf(error) });
    },
  });

  return {
    notice,
    /** A case as it is shown: the server's word, and what is on its way to it. */
    shown: <T extends { id: string } & Pick<Case, "outcome" | "status">>(one: T): T => ({
      ...one,
      ...patches.get(one.id),
    }),
    judge(judging: Judging) {
      const answered = judge.mutateAsync(judging);
      answered.catch(() => undefined);
      remember(() => {
        const { caseId } = judging;
        answered.then(
          ({ feedback }) => retract.mutate({ caseId, feedback, outcome: "unset" }),
          () => undefined,
        );
      });
    },
    retract: (undoing: Undoing) => retract.mutate(undoing),
    move(moving: Moving) {
      const answered = move.mutateAsync(moving);
      answered.catch(() => undefined);
      remember(() => {
        answered.then(
          ({ changed }) => {
            for (const [from, group] of Map.groupBy(changed, (one) => one.from)) {
              if (from === "pending_approval") continue;
              move.mutate({ caseIds: group.map((one) => one.caseId), status: from });
            }
          },
          () => undefined,
        );
      });
    },
    canUndo: undoable > 0,
    /** Undoes the last verdict or move of this visit. */
    undo() {
      undos.current.pop()?.();
      setUndoable(undos.current.length);
    },
  };
}

export type TriageChanges = ReturnType<typeof useTriageChanges>;
