import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A line to click, with a panel below it that is made only while it is open. */
export function LazyDetails({
  name = "",
  summary,
  children,
}: {
  /** Its class, beside that of panels. */
  name?: string;
  summary: string;
  children: ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details
      class={`panel ${name}`}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>{summary}</summary>
      {open && children}
    </details>
  );
}
