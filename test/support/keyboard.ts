import type { Page } from "playwright-core";

export interface Focused {
  readonly tag: string;
  readonly words: string;
}

/** What has the focus: its label, or its text. */
export function focused(page: Page): Promise<Focused> {
  return (
    page
      .locator(":focus")
      // Within the editor there are two: what it stands in, and itself.
      .last()
      .evaluate(
        (element: {
          tagName: string;
          textContent: string;
          ariaLabel: string | null;
          labels?: Iterable<{ textContent: string }>;
        }) => {
          const label = [...(element.labels ?? [])].map((each) => each.textContent).join(" ");
          return { tag: element.tagName, words: element.ariaLabel ?? (label === "" ? element.textContent : label) };
        },
      )
  );
}

/** Presses Tab until what has the focus is called so. After the last stop the browser begins with the first. */
export async function tabTo(page: Page, words: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if ((await page.locator(":focus").count()) === 0) continue;
    const now = await focused(page);
    if (words.test(now.words)) return;
    passed.push(`${now.tag} ${now.words}`);
  }
  throw new Error(`Tab never came to ${String(words)}; it passed\n${passed.join("\n")}`);
}
