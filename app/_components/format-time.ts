const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });

/** `2026-02-28` or an instant -> `28 Feb 2026`; text that is no date comes back as it is. */
export function formatDay(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : day.format(at);
}

/** An ISO instant -> `28 Feb 2026, 09:41 UTC`; text that is no date comes back as it is. */
export function formatInstant(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : `${day.format(at)}, ${clock.format(at)} UTC`;
}

/** `2026-02-16` -> `Feb`. */
export function formatMonth(iso: string): string {
  return month.format(Date.parse(iso));
}

/** Milliseconds -> `0.4 s`, `12 ms` below a tenth of a second, `2 min 5 s` from a minute; null -> `unknown`. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null) return "unknown";
  if (durationMs < 100) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** How long before `now` something was: `just now`, `5 min ago`, `3 h ago`, `2 d ago`. Both are ISO instants. */
export function formatAge(iso: string, now: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(iso)) / 60_000);
  if (Number.isNaN(minutes)) return iso;
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / (24 * 60))} d ago`;
}
