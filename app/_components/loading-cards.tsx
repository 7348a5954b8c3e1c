import styles from "./loading-cards.module.css";

/** Quiet boxes where the page will be, so that nothing jumps when it arrives. `heights` (px) differ from each other. */
export function LoadingCards({ title, heights }: { title: string; heights: readonly number[] }) {
  return (
    <div aria-busy="true">
      <h1>{title}</h1>
      <p className="muted" role="status">
        Loading
      </p>
      <div className={styles.cards}>
        {heights.map((height) => (
          <div key={height} className={`card ${styles.card}`} style={{ height }} />
        ))}
      </div>
    </div>
  );
}
