import { ScrollArea } from "./scroll-area";

/** Recorded data, shown as text: never run, never followed. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "none");
  return (
    <ScrollArea label={label} className="tall">
      <pre>{text}</pre>
    </ScrollArea>
  );
}
