import type { LlmStatus } from "@/lib/contract/integration";
import styles from "./sponsors.module.css";

const CIRCUIT: Record<LlmStatus["circuit"], { word: string; tone: string }> = {
  closed: { word: "answering", tone: "good" },
  open: { word: "resting after failures", tone: "crit" },
  half_open: { word: "trying again", tone: "warn" },
};

/** The model that reasons, or the rules that do its jobs. */
export function ModelCard({ llm }: { llm: LlmStatus }) {
  const circuit = CIRCUIT[llm.circuit];
  return (
    <section className="card" aria-label="Model">
      <header>
        <h2>Model</h2>
        <span className={`chip ${llm.configured ? "good" : ""}`}>{llm.configured ? "real" : "rules"}</span>
        {llm.configured && <span className={`chip ${circuit.tone}`}>{circuit.word}</span>}
        <span className="grow" />
        <span className="xs faint num">{llm.calls === 1 ? "1 call" : `${llm.calls} calls`}</span>
      </header>
      <div className={`pad ${styles.body}`}>
        {llm.configured ? (
          <p>
            {llm.model ?? "model unknown"} at {llm.provider ?? "provider unknown"}{" "}
            {llm.baseUrl && <span className="mono muted">{llm.baseUrl}</span>}
          </p>
        ) : (
          <>
            <p>Rules only, no model key.</p>
            <p className="sm muted">
              Rules plan, evaluate and propose. Set GROQ_API_KEY, or LLM_BASE_URL with LLM_API_KEY and LLM_MODEL, to let
              a model do it; the rules stay as its fallback.
            </p>
          </>
        )}
        {llm.lastError && <p className="note bad">{llm.lastError}</p>}
      </div>
    </section>
  );
}
