import type { ReactNode } from "react";
import { giveVerdict, retract, setStatus } from "./actions";
import { ChangesProvider } from "./changes.client";

export default function TriageLayout({ children }: { children: ReactNode }) {
  return <ChangesProvider actions={{ giveVerdict, retract, setStatus }}>{children}</ChangesProvider>;
}
