import "@testing-library/jest-dom";
import { configure } from "@testing-library/react";

/** A machine with other work to do may take its time; what never comes still fails. */
configure({ asyncUtilTimeout: 5000 });

/** jsdom lays nothing out, so no link ever comes into view and none is prefetched. */
class NothingInView {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
Object.assign(globalThis, { IntersectionObserver: NothingInView });

/** jsdom has no canvas; axe probes for one and takes null for an answer. */
HTMLCanvasElement.prototype.getContext = () => null;

const errors: string[] = [];
const writeError = console.error;

beforeEach(() => {
  errors.length = 0;
  console.error = (...parts: unknown[]) => {
    errors.push(parts.map(String).join(" "));
  };
});

/** What React or the browser complains about fails the test that caused it. */
afterEach(() => {
  console.error = writeError;
  expect(errors).toEqual([]);
});
