"use client";

import styles from "./case-list.module.css";
import { NoticeNote } from "./notice.client";
import { useTriage } from "./triage-state.client";

/** What can be done with the chosen cases, and what became of the last bulk move. */
export function BulkBar() {
  const { selection, changes, moveTo } = useTriage();
  const { ids } = selection;
  const { notice } = changes;
  const own = notice?.caseId === null ? notice : null;
  return (
    <>
      {ids.length > 0 && (
        <div className={styles.bulk} role="toolbar" aria-label="Chosen cases">
          <b className="num">{ids.length} chosen</b>
          <button type="button" className="btn small" onClick={() => moveTo("closed")}>
            Close <kbd>C</kbd>
          </button>
          <button type="button" className="btn small" onClick={() => moveTo("investigating")}>
            Investigate <kbd>I</kbd>
          </button>
          <button type="button" className="btn small" onClick={() => moveTo("open")}>
            Reopen <kbd>O</kbd>
          </button>
          <button type="button" className="btn small" onClick={selection.clear}>
            Clear <kbd>Esc</kbd>
          </button>
        </div>
      )}
      <div role="status" className={styles.notice}>
        {own && <NoticeNote notice={own} />}
      </div>
    </>
  );
}
