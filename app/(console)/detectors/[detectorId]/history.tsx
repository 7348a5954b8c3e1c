import { EmptyState } from "@/app/_components/empty-state";
import { formatInstant } from "@/app/_components/format-time";
import { wordsOf } from "@/app/_components/learning-change";
import type { DetectorDetail, DetectorSetting } from "@/lib/contract/detector";
import type { DetectorActions } from "../detector-actions";
import styles from "../detectors.module.css";
import { UndoButton } from "./undo-button.client";

/** Every change: who, when, from and to. An undo is a change too; nothing is erased. */
export function History({ detail, undo }: { detail: DetectorDetail; undo: DetectorActions["undo"] }) {
  const defaults = Object.fromEntries(detail.parameters.map((parameter) => [parameter.name, parameter.default]));
  return (
    <section className="card" aria-label="Changes">
      <header>
        <h2>Changes</h2>
        <span className="grow" />
        <span className="chip">settings {detail.version}</span>
      </header>
      {detail.history.length === 0 ? (
        <EmptyState title="Nobody changed it yet." />
      ) : (
        <ol className={styles.log}>
          {detail.history.map(({ event, canUndo }) => {
            const words = describeChange(event.from, event.to, defaults);
            return (
              <li key={event.id}>
                <span>{words}</span>
                <span className="xs faint">
                  {event.by}, {formatInstant(event.at)}
                  {event.why && `: ${event.why}`}
                </span>
                {canUndo && <UndoButton detectorId={detail.id} eventId={event.id} what={words} undo={undo} />}
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

/** `Off to on; window hours 72 to 48`. */
export function describeChange(
  from: DetectorSetting,
  to: DetectorSetting,
  defaults: Readonly<Record<string, number>>,
): string {
  const state = (setting: DetectorSetting) => (setting.enabled ? "on" : "off");
  const names = [...new Set([...Object.keys(from.parameters), ...Object.keys(to.parameters)])];
  const parts = [
    ...(from.enabled === to.enabled ? [] : [`${state(from)} to ${state(to)}`]),
    ...names.flatMap((name) => {
      const [before, after] = [from.parameters[name] ?? defaults[name], to.parameters[name] ?? defaults[name]];
      return before === after ? [] : [`${wordsOf(name)} ${before} to ${after}`];
    }),
    ...(from.fileHash !== to.fileHash && from.enabled === to.enabled ? ["another version of its file"] : []),
  ];
  const text = parts.join("; ") || "the same again";
  return text.charAt(0).toUpperCase() + text.slice(1);
}
