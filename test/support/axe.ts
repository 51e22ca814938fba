import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/**
 * What axe-core finds against the accessibility of a page as it is now, by rules of WCAG 2.2 AA and its best practices.
 *
 * @param rules only these, such as `color-contrast`; by default all
 * @returns a line for each finding: rule, what it asks for, and where
 */
export async function findingsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Colours on their way to others are none that anybody reads.
  await page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))");
  // Evaluated from outside, so that the page's policy for scripts stays as it is.
  await page.evaluate(axe.source);
  const options = { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}: ${target.join(" ")}: ${html.slice(0, 120)}`),
  );
}
