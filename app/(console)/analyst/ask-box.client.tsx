"use client";

import Form from "next/form";
import { useFormStatus } from "react-dom";
import styles from "./view.module.css";

/** The question box: a GET form, so that the address holds the question. The answer hands it `prev` by its id. */
export function AskBox({ question }: { question: string }) {
  return (
    <Form id="ask" action="/analyst" className={`card ${styles.ask}`} key={question}>
      <input
        name="q"
        aria-label="Question"
        placeholder="Ask about revenue, refunds, customers, billing"
        defaultValue={question}
        maxLength={2000}
        autoComplete="off"
      />
      <AskButton />
    </Form>
  );
}

function AskButton() {
  const { pending } = useFormStatus();
  return (
    <button className="btn pri" type="submit" disabled={pending}>
      {pending ? "Asking" : "Ask"} <kbd>Enter</kbd>
    </button>
  );
}
