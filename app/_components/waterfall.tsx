import { formatSigned, formatValue, type Measure } from "./format-value";
import { ScrollArea } from "./scroll-area";
import styles from "./waterfall.module.css";

export interface WaterfallProps {
  base: { label: string; value: number };
  parts: readonly { label: string; delta: number }[];
  current: { label: string; value: number };
  measure: Measure;
}

interface Bar {
  label: string;
  text: string;
  from: number;
  to: number;
  tone: "total" | "up" | "down";
}

/** The bars of a waterfall; what the parts leave over becomes a bar of its own, so that they meet the end exactly. */
export function waterfallBars({ base, parts, current, measure }: WaterfallProps): Bar[] {
  const rest = current.value - base.value - parts.reduce((sum, part) => sum + part.delta, 0);
  const steps = rest === 0 ? parts : [...parts, { label: "rest", delta: rest }];
  let level = base.value;
  const moved = steps.map((step): Bar => {
    const from = level;
    level += step.delta;
    const tone = step.delta < 0 ? "down" : "up";
    return { label: step.label, text: formatSigned(step.delta, measure), from, to: level, tone };
  });
  const total = ({ label, value }: { label: string; value: number }): Bar => {
    return { label, text: formatValue(value, measure), from: Number.NEGATIVE_INFINITY, to: value, tone: "total" };
  };
  return [total(base), ...moved, total(current)];
}

/** Where the axis starts: at zero, or just below the lowest level when zero would flatten every step. */
export function axisStart(bars: readonly Bar[]): number {
  const levels = bars.flatMap((bar) => [bar.to, ...(Number.isFinite(bar.from) ? [bar.from] : [])]);
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  if (low <= 0 || high - low > high * 0.25) return Math.min(0, low);
  const step = 10 ** Math.floor(Math.log10(Math.max(high - low, 1)));
  return Math.max(0, Math.floor((low - (high - low) * 0.6) / step) * step);
}

/** From one period to the next, part by part; drawn on the server, its labels plain text. */
export function Waterfall(props: WaterfallProps) {
  const bars = waterfallBars(props);
  const start = axisStart(bars);
  const top = Math.max(...bars.flatMap((bar) => [bar.to, bar.from]).filter(Number.isFinite));
  const span = top - start || 1;
  const percent = (value: number) => ((Math.max(value, start) - start) / span) * 100;
  return (
    <div className={styles.plot}>
      {start !== 0 && <p className="xs faint">axis starts at {formatValue(start, props.measure)}</p>}
      <ScrollArea label="Waterfall" className={styles.bars}>
        {bars.map((bar) => {
          const low = percent(Math.min(bar.from, bar.to));
          const high = percent(Math.max(bar.from, bar.to));
          return (
            <div key={`${bar.label} ${bar.text}`} className={styles.column}>
              <div className={styles.area}>
                <b className={`num ${styles.amount}`} style={{ bottom: `${high}%` }}>
                  {bar.text}
                </b>
                <i
                  className={styles[bar.tone]}
                  style={{ bottom: `${low}%`, height: `max(2px, ${(high - low).toFixed(3)}%)` }}
                />
              </div>
              <span className="xs muted">{bar.label}</span>
            </div>
          );
        })}
      </ScrollArea>
    </div>
  );
}
