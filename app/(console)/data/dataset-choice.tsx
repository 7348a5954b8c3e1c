import { formatDay } from "@/app/_components/format-time";
import type { KnownDataset } from "@/lib/contract/dataset";
import styles from "./data.module.css";

interface ChoiceProps {
  label: string;
  datasets: readonly KnownDataset[];
  value: string;
  /** What is done when nothing is chosen, in words; left out where a choice is always made. */
  otherwise?: string;
  change: (value: string) => void;
}

/** Where the rows go: on with a dataset, whose cases and verdicts then stay, or into one of their own. */
export function DatasetChoice({ label, datasets, value, otherwise, change }: ChoiceProps) {
  return (
    <label className={`label ${styles.choice}`}>
      {label}
      <select className="field" name="dataset" value={value} onChange={({ target }) => change(target.value)}>
        {otherwise !== undefined && <option value="">{otherwise}</option>}
        {datasets.map((dataset) => (
          <option key={dataset.id} value={dataset.id}>
            New data of {dataset.label}
            {dataset.asOf ? `, so far up to ${formatDay(dataset.asOf)}` : ""}
          </option>
        ))}
        <option value="own">A dataset of its own</option>
      </select>
    </label>
  );
}
