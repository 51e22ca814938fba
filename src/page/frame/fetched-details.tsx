import type { ComponentType } from "preact";
import { useRef, useState } from "preact/hooks";

/** A line to click, below it what is fetched when it is first opened, and then stays. If it cannot be had, a line says so. */
export function FetchedDetails<Props extends object>({
  summary,
  load,
  props,
}: {
  summary: string;
  load: () => Promise<ComponentType<Props>>;
  props: Props;
}) {
  const asked = useRef(false);
  const [found, setFound] = useState<{ readonly Content?: ComponentType<Props> }>();
  const open = () => {
    if (asked.current) return;
    asked.current = true;
    load().then(
      (Content) => {
        setFound({ Content });
      },
      () => {
        asked.current = false;
        setFound({});
      },
    );
  };
  const Content = found?.Content;
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) open();
      }}
    >
      <summary>{summary}</summary>
      {Content !== undefined && <Content {...props} />}
      {found !== undefined && Content === undefined && (
        <p role="alert">This could not be loaded. Close and open it to try again.</p>
      )}
    </details>
  );
}
