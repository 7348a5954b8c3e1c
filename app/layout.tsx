import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./_styles/tokens.css";
import "./_styles/base.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Themed } from "./_components/theme.client";

export const metadata: Metadata = {
  title: { default: "OpsIQ", template: "%s · OpsIQ" },
  description: "Finds the money a subscription business is losing, and proves each case with the rows that show it.",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** Reading the request's nonce also keeps every page dynamic: one built ahead of time could carry none. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Themed {...(nonce ? { nonce } : {})}>{children}</Themed>
      </body>
    </html>
  );
}
