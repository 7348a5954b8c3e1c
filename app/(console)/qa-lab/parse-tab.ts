export const LAB_TABS = ["learning", "feedback", "evaluation", "memory", "reasoning"] as const;
export type LabTab = (typeof LAB_TABS)[number];

export interface ParsedLab {
  tab: LabTab;
  cursor: string | undefined;
  ignored: string[];
}

/** Reads the open tab and the page of its list from the address; nonsense is named, not obeyed. */
export function parseLab(params: Record<string, string | string[] | undefined>): ParsedLab {
  const ignored: string[] = [];
  let tab: LabTab = "learning";
  let cursor: string | undefined;
  for (const [name, value] of Object.entries(params)) {
    const known = name === "tab" ? LAB_TABS.find((one) => one === value) : undefined;
    if (known) tab = known;
    else if (name === "cursor" && typeof value === "string" && value.length <= 200) cursor = value;
    else if (value !== undefined && value !== "") ignored.push(name.slice(0, 40));
  }
  return { tab, cursor, ignored };
}
