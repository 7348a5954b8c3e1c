import { IgnoredNotice } from "@/app/_components/empty-state";
import { PageHead } from "@/app/_components/page-head";
import { RerunButton, type RerunButtonProps } from "@/app/_components/rerun-button.client";
import { Tabs } from "@/app/_components/tabs";
import type { Begun } from "@/app/_components/use-more.client";
import type { Evaluation, Trace } from "@/lib/contract/evaluation";
import type { Feedback, Improvement, LearningUpdate, Memory } from "@/lib/contract/feedback";
import type { CoverageGap } from "@/lib/contract/questions";
import type { Calibration } from "@/lib/semantic/confidence";
import { CoverageGaps } from "./coverage-gaps";
import { EvaluationTab } from "./evaluation-tab";
import { FeedbackTab } from "./feedback-tab";
import { LearningTab } from "./learning-tab";
import { MemoryTab } from "./memory-tab";
import type { LabTab } from "./parse-tab";
import { ReasoningTab } from "./reasoning-tab";

export interface QaLabProps {
  tab: LabTab;
  ignored: string[];
  /** The reporting currency, for amounts that carry none of their own. */
  currency: string;
  memory: Memory;
  updates: LearningUpdate[];
  improvement: Improvement;
  evaluation: Evaluation | null;
  /** How the analyst's confidence was fitted and how it holds. */
  calibration: Calibration;
  feedback: Begun<Feedback>;
  traces: Begun<Trace>;
  /** Rows that one page of a list has. */
  pageSize: number;
  /** Questions the analyst refused, the most asked first. */
  gaps: CoverageGap[];
  rerunTriage: RerunButtonProps["rerunTriage"];
}

/** QA Lab: what was learned and from which verdicts, what was not, and every reasoning call. */
export function QaLabView(props: QaLabProps) {
  const { tab, memory, updates, currency } = props;
  const tabs = [
    { id: "learning", label: "Learning", count: memory.shadow.length },
    { id: "feedback", label: "Feedback" },
    { id: "evaluation", label: "Evaluation" },
    { id: "memory", label: "Memory" },
    { id: "reasoning", label: "Reasoning" },
  ].map((one) => ({ ...one, href: `/qa-lab?tab=${one.id}` }));
  return (
    <>
      <PageHead title="QA Lab" lead="What was learned, what was not, and what it changed.">
        <span className="chip">memory {memory.version}</span>
        <RerunButton rerunTriage={props.rerunTriage} />
      </PageHead>
      <IgnoredNotice names={props.ignored} />
      <Tabs label="QA Lab" tabs={tabs} current={tab} />
      {tab === "learning" && (
        <div className="stack">
          <LearningTab updates={updates} memory={memory} evaluation={props.evaluation} currency={currency} />
          <CoverageGaps gaps={props.gaps} />
        </div>
      )}
      {tab === "feedback" && (
        <FeedbackTab feedback={props.feedback} improvement={props.improvement} pageSize={props.pageSize} />
      )}
      {tab === "evaluation" && (
        <EvaluationTab evaluation={props.evaluation} calibration={props.calibration} currency={currency} />
      )}
      {tab === "memory" && <MemoryTab memory={memory} currency={currency} />}
      {tab === "reasoning" && <ReasoningTab begun={props.traces} pageSize={props.pageSize} />}
    </>
  );
}
