import type { ComponentChildren } from "preact";

export interface Tab {
  readonly name: string;
  readonly label: string;
}

/** Tabs as keyboards know them: one stop for all, arrow keys, Home and End go from one to the next. */
export function Tabs({
  tabs,
  chosen,
  onChoose,
  label,
  children,
}: {
  tabs: readonly Tab[];
  chosen: string;
  onChoose: (name: string) => void;
  label: string;
  children: ComponentChildren;
}) {
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
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
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
            {text}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen}`}>
        {children}
      </div>
    </>
  );
}
