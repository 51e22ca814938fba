import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let shown = 0;

/** The one heading of a page; names the tab too. After the first page it takes the focus, so that whoever cannot see the change is told. @param children what stands in it, if not the text alone */
export function Heading({ text, children = text }: { text: string; children?: ComponentChildren }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (shown++ > 0) ref.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = text === "" ? "hzz-edge" : `${text} · hzz-edge`;
  }, [text]);
  return (
    <h1 ref={ref} tabIndex={-1}>
      {children}
    </h1>
  );
}
