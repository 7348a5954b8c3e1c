import type { StreamScorer } from "@/lib/anomaly/score-stream";
import { normalTail } from "@/lib/why/limit";
import { createDraws } from "../why/draws";

/** What anyone would try first: each has to be beaten, or the scorer is not worth its code. */
export const BASELINES: Readonly<Record<string, () => StreamScorer>> = {
  random: () => {
    const draws = createDraws(1, "random scores");
    return { score: () => draws.next() };
  },
  "windowed Gaussian": () => {
    const window: number[] = [];
    return {
      score(_, value) {
        if (value === null) return 0;
        const mean = window.reduce((sum, one) => sum + one, 0) / Math.max(1, window.length);
        const variance = window.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, window.length);
        const isKnown = window.length > 50;
        window.push(value);
        if (window.length > 2_000) window.shift();
        return isKnown ? 1 - 2 * normalTail(Math.min(38, Math.abs(value - mean) / Math.sqrt(variance || 1e-9))) : 0;
      },
    };
  },
  "change against the mean change": () => {
    let [last, usual] = [Number.NaN, 0];
    return {
      score(_, value) {
        if (value === null) return 0;
        const move = Number.isNaN(last) ? 0 : Math.abs(value - last);
        const size = usual > 0 ? move / usual : 0;
        usual = usual === 0 ? move : 0.99 * usual + 0.01 * move;
        last = value;
        return size / (size + 10);
      },
    };
  },
};
