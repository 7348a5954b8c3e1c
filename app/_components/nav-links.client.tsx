"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { NavIcon, type NavIconName } from "./nav-icons";

const AREAS: readonly { href: string; label: string; icon: NavIconName }[] = [
  { href: "/", label: "Mission Control", icon: "home" },
  { href: "/triage", label: "Triage", icon: "triage" },
  { href: "/analyst", label: "Analyst", icon: "analyst" },
  { href: "/qa-lab", label: "QA Lab", icon: "lab" },
  { href: "/detectors", label: "Detectors", icon: "radar" },
  { href: "/sponsors", label: "Sponsors", icon: "plug" },
  { href: "/data", label: "Data", icon: "data" },
];

/** The rail's links; the one of the open area is marked. `openCases` is shown beside Triage. */
export function NavLinks({ openCases }: { openCases: number }) {
  const path = usePathname();
  const isCurrent = (href: string) => (href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`));
  return AREAS.map((area) => (
    <Link key={area.href} href={area.href} aria-current={isCurrent(area.href) ? "page" : undefined}>
      <NavIcon name={area.icon} />
      <span data-label="">{area.label}</span>
      {area.href === "/triage" && openCases > 0 && (
        <span className="chip num">
          {openCases}
          <span className="visually-hidden"> open cases</span>
        </span>
      )}
    </Link>
  ));
}
