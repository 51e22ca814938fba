import { useState } from "preact/hooks";
import { Heading } from "../frame/heading.tsx";
import { lazily } from "../frame/lazily.tsx";
import { AnalysisList } from "./analysis-list.tsx";

const StartSection = lazily(async () => (await import("./after-the-list.ts")).StartSection);

/** With more analyses than these, whoever comes looks for one of them. */
const fewAnalyses = 3;

/** The list comes first; what starts an analysis is folded away, except where there are few yet. */
export function HomePage() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Heading text="Analyses" />
      <AnalysisList
        onFirst={(count) => {
          // Whoever has opened it before keeps it open.
          if (count <= fewAnalyses) setOpen(true);
        }}
      />
      <details
        class="panel"
        open={isOpen}
        onToggle={({ currentTarget: { open } }) => {
          setOpen(open);
        }}
      >
        <summary>
          <h2>Start one</h2>
        </summary>
        {isOpen && <StartSection />}
      </details>
    </>
  );
}
