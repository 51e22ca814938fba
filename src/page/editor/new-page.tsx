import { useEffect, useState } from "preact/hooks";
import { analysisPath, getPreset } from "../api/requests.ts";
import { Heading } from "../frame/heading.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { goTo } from "../frame/route.ts";
import { useAction } from "../frame/use-action.ts";
import { SpecEditor } from "./spec-editor.tsx";
import { writeSpecText } from "./spec-text.ts";

/** What has to be filled in is empty, so that the check marks it. */
const firstLines = `title: A new analysis
tree: mini # name of the tree in the files
files: [] # addresses of ROOT files, with commas between
histograms:
  - { name: first, expression: "", axis: { bins: 50, lower: 0, upper: 100 } } # what to draw: a branch, or a formula of branches
`;

/** A new analysis as text. @param query `preset=NAME` begins with that preset, nothing with a few lines to fill in */
export function NewPage({ query }: { query: string }) {
  const preset = new URLSearchParams(query).get("preset");
  const [text, setText] = useState(preset === null ? firstLines : undefined);
  const load = useAction(async () => {
    if (preset !== null) setText(writeSpecText(await getPreset(preset), "YAML"));
  });
  useEffect(() => {
    load.start();
  }, []);
  return (
    <>
      <Heading text={preset === null ? "A new analysis" : `A new analysis, from ${preset}`} />
      {load.error !== undefined && <ProblemBox error={load.error} retry={load.start} />}
      {text !== undefined && (
        <section class="panel" aria-label="Specification">
          <SpecEditor
            text={text}
            onStarted={({ id }) => {
              goTo(analysisPath(id));
            }}
          />
        </section>
      )}
    </>
  );
}
