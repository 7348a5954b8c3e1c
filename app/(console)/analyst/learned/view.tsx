import Link from "next/link";
import { EmptyState } from "@/app/_components/empty-state";
import { formatInstant } from "@/app/_components/format-time";
import { PageHead } from "@/app/_components/page-head";
import type { Language, LanguageEvent, PhraseMeaning } from "@/lib/contract/questions";
import type { AnalystActions } from "../analyst-actions";
import { queryHref } from "../question-href";
import styles from "./learned.module.css";
import { UndoButton } from "./undo-button.client";

export interface LearnedProps {
  language: Language;
  /** Names of metrics and dimensions, by id. */
  names: Readonly<Record<string, string>>;
  teach: AnalystActions["teach"];
}

/** What people taught the analyst, and every lesson with who, when, why and the way back. */
export function LearnedView({ language, names, teach }: LearnedProps) {
  const { state, events, version } = language;
  const words = [...state.synonyms, ...state.defaults.map(toMeaning)];
  return (
    <>
      <PageHead
        title="Learned questions"
        lead="A word is learned only when every verified question still reads as it did."
      >
        <span className="chip">words {version}</span>
        <Link className="btn" href="/analyst" prefetch={false}>
          Analyst
        </Link>
      </PageHead>
      <div className="stack">
        <section className="card" aria-label="Verified questions">
          <header>
            <h2>Verified questions</h2>
          </header>
          {state.verified.length === 0 ? (
            <EmptyState title="None yet.">
              <p>Mark as right stands below each answer.</p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {state.verified.map((one) => (
                <li key={one.eventId}>
                  <Link href={queryHref(one.semanticQuery, one.question)} prefetch={false}>
                    {one.question}
                  </Link>
                  <UndoButton eventId={one.eventId} what={one.question} teach={teach} />
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="card" aria-label="Taught words">
          <header>
            <h2>Taught words</h2>
          </header>
          {words.length === 0 ? (
            <EmptyState title="None yet.">
              <p>Pick another reading of an answer, and the word that stood for it can be learned there.</p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {words.map((one) => (
                <li key={one.eventId}>
                  <span>
                    “{one.phrase}” is read as <b>{meaningWords(one.means, names)}</b>
                  </span>
                  <UndoButton eventId={one.eventId} what={one.phrase} teach={teach} />
                </li>
              ))}
            </ul>
          )}
        </section>
        <Log events={events} names={names} />
      </div>
    </>
  );
}

function Log({ events, names }: { events: Language["events"]; names: LearnedProps["names"] }) {
  if (events.length === 0) return null;
  const textOf = new Map(events.map(({ event, version }) => [event.id, version]));
  return (
    <section className="card" aria-label="Lessons">
      <header>
        <h2>Lessons</h2>
        <span className="grow" />
        <span className="xs faint">nothing is erased; an undo is a lesson too</span>
      </header>
      <ol className={styles.list}>
        {events.map(({ version, live, event }) => (
          <li key={event.id}>
            <span className="chip">{version}</span>
            <span>
              {lessonWords(event, names, textOf)}
              <span className="xs faint">
                {" "}
                by {event.by}, {formatInstant(event.at)}
                {event.why && `: ${event.why}`}
              </span>
            </span>
            {!live && <span className="chip warn">taken back</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function lessonWords(
  event: LanguageEvent,
  names: LearnedProps["names"],
  versions: ReadonlyMap<string, string>,
): string {
  switch (event.kind) {
    case "verify":
      return `Verified “${event.question}”`;
    case "synonym":
      return `“${event.phrase}” is read as ${meaningWords(event.means, names)}`;
    case "default":
      return `“${event.phrase}” is read as ${names[event.metric] ?? event.metric} first`;
    case "undo":
      return `Took back ${versions.get(event.eventId) ?? event.eventId}`;
  }
}

function toMeaning({ eventId, phrase, metric }: Language["state"]["defaults"][number]) {
  return { eventId, phrase, means: { kind: "metric" as const, metric } };
}

/** What a phrase stands for, in the names of the metric model. */
function meaningWords(means: PhraseMeaning, names: LearnedProps["names"]): string {
  if (means.kind === "metric") return names[means.metric] ?? means.metric;
  const dimension = names[means.dimension] ?? means.dimension;
  return means.kind === "dimension" ? dimension.toLowerCase() : `${dimension.toLowerCase()} ${means.value}`;
}
