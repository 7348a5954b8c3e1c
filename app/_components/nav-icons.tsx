const SHAPES = {
  home: <path d="M2 8l6-5 6 5v6H2z" />,
  triage: (
    <>
      <path d="M2 3h12M2 8h8M2 13h5" />
      <circle cx="13" cy="11" r="2" />
    </>
  ),
  analyst: (
    <>
      <path d="M2 12l3-4 3 2 5-7" />
      <path d="M2 14h12" />
    </>
  ),
  lab: <path d="M6 2v5l-4 7h12l-4-7V2M5 2h6" />,
  radar: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="M10.8 10.8L14 14M7 4.5v5M4.5 7h5" />
    </>
  ),
  plug: <path d="M5 2v4M11 2v4M3 6h10v2a5 5 0 01-10 0zM8 13v2" />,
  data: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="2" />
      <path d="M3 4v8c0 1 2 2 5 2s5-1 5-2V4M3 8c0 1 2 2 5 2s5-1 5-2" />
    </>
  ),
} as const;

export type NavIconName = keyof typeof SHAPES;

export function NavIcon({ name }: { name: NavIconName }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

export function BrandMark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="9" cy="9" r="6.5" />
      <path d="M14 14l4 4M6 9l2 2 4-4" />
    </svg>
  );
}
