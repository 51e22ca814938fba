import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { LabelText } from "../frame/label-text.tsx";

export interface Tab {
  readonly name: string;
  readonly label: string;
}

/**
 * Tabs as keyboards know them: one stop for all, arrow keys, Home and End go from one to the next. They stand in one row, which scrolls.
 *
 * @param beside stands at the beginning of the row
 */
export function Tabs({
  tabs,
  chosen,
  onChoose,
  label,
  beside,
  children,
}: {
  tabs: readonly Tab[];
  chosen: string;
  onChoose: (name: string) => void;
  label: string;
  beside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const list = useRef<HTMLDivElement>(null);
  // The page stays where it is: only the row is moved.
  useLayoutEffect(() => {
    const [row, tab] = [list.current, document.getElementById(`tab-${chosen}`)];
    if (row === null || tab === null) return;
    const left = tab.offsetLeft - row.offsetLeft;
    const most = left - 24;
    const least = left + tab.offsetWidth + 24 - row.clientWidth;
    row.scrollLeft = Math.min(most, Math.max(least, row.scrollLeft));
  }, [chosen]);
  const goTo = (index: number) => {
    const tab = tabs[(index + tabs.length) % tabs.length];
    if (tab === undefined) return;
    onChoose(tab.name);
    document.getElementById(`tab-${tab.name}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = tabs.findIndex((tab) => tab.name === chosen);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  };
  return (
    <>
      <div class="tab-row">
        {beside}
        <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
          {tabs.map(({ name, label: text }) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={name === chosen}
              aria-controls="tab-panel"
              tabIndex={name === chosen ? 0 : -1}
              onClick={() => {
                onChoose(name);
              }}
            >
              <LabelText text={text} />
            </button>
          ))}
        </div>
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen}`}>
        {children}
      </div>
    </>
  );
}
