import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** How labels of physics are shown. */
export interface LabelRules {
  readonly LabelText: ComponentType<{ text: string }>;
  readonly readableLabel: (text: string) => string;
}

let known: LabelRules = { LabelText: ({ text }) => <>{text}</>, readableLabel: (text) => text };

/** Their script comes after the list, which does not wait for it: until then labels stand as they are written. */
export function useLabelRules(): LabelRules {
  const [rules, setRules] = useState(known);
  useEffect(() => {
    import("./after-the-list.ts").then(
      ({ LabelText, readableLabel }) => {
        setRules((known = { LabelText, readableLabel }));
      },
      () => undefined,
    );
  }, []);
  return rules;
}
