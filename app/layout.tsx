import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./_styles/tokens.css";
import "./_styles/base.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Themed } from "./_components/theme.client";

export const metadata: Metadata = {
  title: { default: "OpsIQ", template: "%s · OpsIQ" },
  description: "Finds the money a subscription business is losing, and proves each case with the rows that show it.",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Themed>{children}</Themed>
      </body>
    </html>
  );
}
