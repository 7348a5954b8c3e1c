"use client";

import Form from "next/form";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { flushSync, useFormStatus } from "react-dom";
import { useShortcuts } from "@/app/_components/shortcuts.client";
import { completedText, rankSuggestions, type Suggestion } from "./suggest-questions";
import styles from "./view.module.css";

export interface AskBoxProps {
  question: string;
  suggestions: readonly Suggestion[];
}

/**
 * The question box: a GET form, so that the address holds the question; the answer hands it `prev` by its id. What is
 * typed is completed from the metric model: arrow keys choose, Enter takes, Escape closes. Give it the question as its
 * key: another question is another box.
 */
export function AskBox({ question, suggestions }: AskBoxProps) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(question);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  useShortcuts({ "/": () => input.current?.focus() });
  const shown = open ? rankSuggestions(text, suggestions) : [];
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const wordsOf = ({ kind, text: name }: Suggestion) =>
    kind === "question" ? name : (completedText(text, name) ?? name);
  const take = (suggestion: Suggestion) => {
    const isQuestion = suggestion.kind === "question";
    flushSync(() => {
      setText(isQuestion ? wordsOf(suggestion) : `${wordsOf(suggestion)} `);
      close();
    });
    input.current?.focus();
    if (isQuestion) input.current?.form?.requestSubmit();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") return close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = shown.length + 1;
      return setActive((at) => ((at + 1 + step + count) % count) - 1);
    }
    const chosen = shown[active];
    if (event.key !== "Enter" || !chosen) return;
    event.preventDefault();
    take(chosen);
  };
  return (
    <Form id="ask" action="/analyst" className={`card ${styles.ask}`} onSubmit={close}>
      <input
        ref={input}
        name="q"
        role="combobox"
        aria-label="Question"
        aria-expanded={shown.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown[active] ? `${listId}-${active}` : undefined}
        placeholder="Ask about revenue, refunds, customers, billing"
        value={text}
        maxLength={2000}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <AskButton />
      <div id={listId} role="listbox" aria-label="Suggestions" className={styles.options} hidden={shown.length === 0}>
        {shown.map((suggestion, at) => (
          <div
            key={`${suggestion.kind} ${suggestion.text}`}
            id={`${listId}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            // Before the blur that a click would cause, or the list would be gone before it is clicked.
            onPointerDown={(event) => {
              event.preventDefault();
              take(suggestion);
            }}
          >
            {wordsOf(suggestion)} <span className="xs faint">{suggestion.kind}</span>
          </div>
        ))}
      </div>
    </Form>
  );
}

function AskButton() {
  const { pending } = useFormStatus();
  return (
    <button className="btn pri" type="submit" disabled={pending}>
      {pending ? "Asking" : "Ask"} <kbd className="hide-small">Enter</kbd>
    </button>
  );
}
