"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { ThemeProvider, useTheme } from "next-themes";
import { type ReactNode, useSyncExternalStore } from "react";

/** Light, dark, or what the system says (the default). `nonce` lets the first-paint script pass a strict policy. */
export function Themed({ children, nonce }: { children: ReactNode; nonce?: string }) {
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      {children}
    </ThemeProvider>
  );
}

const CHOICES = [
  { id: "system", label: "Theme of the system", Icon: Monitor },
  { id: "light", label: "Light theme", Icon: Sun },
  { id: "dark", label: "Dark theme", Icon: Moon },
] as const;

const subscribeToNothing = () => () => {};

/** One button that walks system, light, dark. The stored choice is known in the browser only. */
export function ThemeToggle() {
  const { theme, setTheme } = useTheme();
  const inBrowser = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
  const at = inBrowser
    ? Math.max(
        0,
        CHOICES.findIndex((choice) => choice.id === theme),
      )
    : 0;
  const choice = CHOICES[at] ?? CHOICES[0];
  const next = CHOICES[(at + 1) % CHOICES.length] ?? CHOICES[0];
  return (
    <button
      type="button"
      className="btn small"
      aria-label={`${choice.label}. Change to: ${next.label.toLowerCase()}`}
      title={choice.label}
      onClick={() => setTheme(next.id)}
    >
      <choice.Icon size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}
