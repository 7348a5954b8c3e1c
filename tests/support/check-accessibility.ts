import axe from "axe-core";

/** Runs axe on what a test rendered and answers its violations in words; jsdom paints nothing, so contrast is left out. */
export async function findViolations(container: Element): Promise<string[]> {
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`);
}
