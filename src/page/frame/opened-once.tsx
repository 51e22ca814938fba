import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A line to click, with what is there from when it is first opened on. */
export function OpenedOnce({ summary, children }: { summary: string; children: ComponentChildren }) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) setOpened(true);
      }}
    >
      <summary>{summary}</summary>
      {opened && children}
    </details>
  );
}
