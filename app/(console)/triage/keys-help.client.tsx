"use client";

import { useState } from "react";
import { SingleKeysSwitch, useShortcuts, useSingleKeys } from "@/app/_components/shortcuts.client";

const SHORT = [
  { keys: ["J", "K"], does: "move" },
  { keys: ["E"], does: "confirm" },
  { keys: ["X"], does: "false positive" },
  { keys: ["U"], does: "undo" },
] as const;

const ALL = [
  { key: "J", does: "Open the next case" },
  { key: "K", does: "Open the previous case" },
  { key: "Enter", does: "Open the marked case on its own page" },
  { key: "E", does: "Confirm the case and go on" },
  { key: "X", does: "Call it a false positive and go on" },
  { key: "H", does: "Say that it is expected here and go on" },
  { key: "D", does: "Reject its action and go on" },
  { key: "Y", does: "Useful, and go on" },
  { key: "N", does: "Not useful, and go on" },
  { key: "U", does: "Undo the last verdict or move" },
  { key: "C", does: "Close the case, or the chosen ones" },
  { key: "I", does: "Take up the case, or the chosen ones" },
  { key: "O", does: "Reopen the case, or the chosen ones" },
  { key: "S", does: "Choose the case" },
  { key: "Shift J", does: "Choose downwards; Shift K upwards" },
  { key: "Esc", does: "Choose none" },
  { key: "A", does: "Ask for approval of its action" },
  { key: "F", does: "Open the filters" },
  { key: "?", does: "Show or hide this list" },
] as const;

/** The keys of the page in one line, all of them behind `?`, and their off switch. */
export function KeysHelp() {
  const [open, setOpen] = useState(false);
  const enabled = useSingleKeys();
  useShortcuts({ "?": () => setOpen((was) => !was) });
  return (
    <div className="stack" style={{ gap: 8 }}>
      <div className="row xs faint">
        {enabled ? (
          SHORT.map(({ keys, does }) => (
            <span key={does}>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}{" "}
              {does}
            </span>
          ))
        ) : (
          <span>Single keys are off.</span>
        )}
        <button type="button" className="link-btn" aria-expanded={open} onClick={() => setOpen(!open)}>
          <kbd>?</kbd> all keys
        </button>
      </div>
      {open && (
        <div className="stack" style={{ gap: 4 }}>
          <table className="tight">
            <tbody>
              {ALL.map(({ key, does }) => (
                <tr key={key}>
                  <td>
                    <kbd>{key}</kbd>
                  </td>
                  <td>{does}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <SingleKeysSwitch />
        </div>
      )}
    </div>
  );
}
