"use client";

import type { ProposedColumn } from "@/lib/contract/mapping";
import { TABLES } from "@/lib/contract/tables";
import { chooseColumn, chooseEnd, chooseUnit, chooseWords, ruleOf } from "@/lib/mapping/edit-mapping";
import { normalizeName } from "@/lib/mapping/names";
import type { ColumnRule, Mapping } from "@/lib/mapping/schema";
import { Sureness } from "./sureness";

interface RowProps {
  column: ProposedColumn;
  /** Null for a mapping that is shown and not changed. */
  mapping: Mapping | null;
  /** The columns of the table's file. */
  choices: readonly string[];
  change: (mapping: Mapping) => void;
}

const NOTHING = "";
const CONSTANT = "=";

/** One canonical column: what it is read from, how sure that is and why, and how to change it. */
export function ProposedColumnRow({ column, mapping, choices, change }: RowProps) {
  const name = `${column.table}.${column.column}`;
  return (
    <tr>
      <th scope="row" className="mono">
        {name}
        {column.isRequired && <span title="needed"> *</span>}
      </th>
      <td>
        {mapping ? (
          <Editor name={name} column={column} mapping={mapping} choices={choices} change={change} />
        ) : (
          <span className="mono">{column.from ?? "nothing"}</span>
        )}
      </td>
      <td>
        <Sureness value={column.confidence} />
      </td>
      <td className="sm muted">{column.reasons.join("; ")}</td>
    </tr>
  );
}

function Editor({ name, column, mapping, choices, change }: RowProps & { name: string; mapping: Mapping }) {
  const { table } = column;
  const rule = ruleOf(mapping, table, column.column);
  const spec = TABLES.find((one) => one.name === table)?.columns.find((one) => one.name === column.column);
  const chosen = selected(rule);
  const joined = chosen.includes(".") ? [chosen] : [];
  const words = Object.fromEntries(column.words.map((word) => [word, wordOf(rule, word, spec?.values ?? [])]));
  const isMoney = spec?.type === "amount" || spec?.type === "price";
  return (
    <div className="row">
      <select
        className="field"
        aria-label={`Source of ${name}`}
        value={chosen}
        onChange={({ target }) => change(chooseColumn(mapping, table, column.column, choiceFor(target.value)))}
      >
        <option value={NOTHING}>nothing</option>
        <option value={CONSTANT}>a constant</option>
        {joined.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
        {choices.map((one) => (
          <option key={one} value={normalizeName(one)}>
            {one}
          </option>
        ))}
      </select>
      {chosen === CONSTANT && (
        <input
          className="field"
          aria-label={`Constant for ${name}`}
          maxLength={200}
          value={String(rule?.constant ?? "")}
          onChange={({ target }) =>
            change(chooseColumn(mapping, table, column.column, { kind: "constant", value: target.value }))
          }
        />
      )}
      {isMoney && rule?.column !== undefined && (
        <select
          className="field"
          aria-label={`Unit of ${name}`}
          value={rule.unit ?? "major"}
          onChange={({ target }) =>
            change(chooseUnit(mapping, table, column.column, target.value === "minor" ? "minor" : "major"))
          }
        >
          <option value="major">whole units</option>
          <option value="minor">minor units (cents)</option>
        </select>
      )}
      {column.column === "period_end" && rule?.column !== undefined && (
        <select
          className="field"
          aria-label={`End of ${name}`}
          value={rule.end ?? "exclusive"}
          onChange={({ target }) =>
            change(chooseEnd(mapping, table, column.column, target.value === "inclusive" ? "inclusive" : "exclusive"))
          }
        >
          <option value="exclusive">the first day after</option>
          <option value="inclusive">the last day</option>
        </select>
      )}
      {spec?.type === "enum" &&
        column.words.map((word) => (
          <label key={word} className="label">
            {word}
            <select
              className="field"
              aria-label={`${word} of ${name}`}
              value={words[word] ?? NOTHING}
              onChange={({ target }) =>
                change(chooseWords(mapping, table, column.column, { ...words, [word]: target.value }))
              }
            >
              <option value="">unknown</option>
              {(spec.values ?? []).map((value) => (
                <option key={value} value={value}>
                  {value}
                </option>
              ))}
            </select>
          </label>
        ))}
    </div>
  );
}

function selected(rule: ColumnRule | null): string {
  if (!rule) return NOTHING;
  if (rule.constant !== undefined) return CONSTANT;
  return typeof rule.column === "string" ? rule.column : NOTHING;
}

function choiceFor(value: string): Parameters<typeof chooseColumn>[3] {
  if (value === NOTHING) return { kind: "none" };
  return value === CONSTANT ? { kind: "constant", value: "" } : { kind: "column", name: value };
}

/** Without a value map the words stand for themselves. */
function wordOf(rule: ColumnRule | null, word: string, values: readonly string[]): string {
  if (!rule?.values) return values.includes(word) ? word : "";
  return String(rule.values[word] ?? "");
}
