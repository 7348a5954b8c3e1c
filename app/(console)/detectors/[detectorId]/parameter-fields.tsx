import { wordsOf } from "@/app/_components/learning-change";
import type { DetectorParameter } from "@/lib/contract/detector";
import styles from "../detectors.module.css";

export interface ParameterFieldsProps {
  parameters: readonly DetectorParameter[];
  values: Readonly<Record<string, string>>;
  edit(name: string, value: string): void;
}

/** `window hours` says `h` and `settled days` says `days` already. */
function isNamed(name: string, unit: string): boolean {
  return wordsOf(name).split(" ").at(-1)?.startsWith(unit) ?? false;
}

const SOURCES: Record<DetectorParameter["source"], string> = {
  default: "the default",
  learned: "learned from verdicts",
  person: "set by a person",
};

/** One number a parameter, with its unit, its default and the steps that learning may walk. */
export function ParameterFields({ parameters, values, edit }: ParameterFieldsProps) {
  if (parameters.length === 0) return <p className="sm muted">It has no parameter.</p>;
  return (
    <div className={styles.parameters}>
      {parameters.map((parameter) => {
        const { name, unit, min, max, grid } = parameter;
        const id = `parameter-${name}`;
        return (
          <div key={name} className={styles.parameter}>
            <label htmlFor={id}>
              {wordsOf(name).replace(/^./, (letter) => letter.toUpperCase())}
              {unit && !isNamed(name, unit) && <span className="faint">, {unit}</span>}
            </label>
            <input
              id={id}
              className="field num"
              type="number"
              required
              step={parameter.isWhole ? 1 : "any"}
              min={min ?? undefined}
              max={max ?? undefined}
              value={values[name] ?? ""}
              aria-describedby={`${id}-about`}
              onChange={(event) => edit(name, event.target.value)}
            />
            <p id={`${id}-about`} className="xs faint">
              {parameter.description && `${parameter.description}. `}
              Default {parameter.default}
              {grid.length > 0 && `, learning may walk ${grid.join(", ")}`}; now {SOURCES[parameter.source]}.
            </p>
          </div>
        );
      })}
    </div>
  );
}
