import { useState } from "preact/hooks";
import { SpecError } from "../../analysis/spec-error.ts";
import { RefusedError } from "../api/errors.ts";
import { analysisPath, startAnalysis } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { goTo } from "../frame/route.ts";
import { type Action, useAction } from "../frame/use-action.ts";

/** A specification as text, such as one that another run has given. */
export function OwnSpecification() {
  const [text, setText] = useState("");
  const start = useAction(async () => {
    const { id } = await startAnalysis(text);
    goTo(analysisPath(id));
  });
  return (
    <section aria-labelledby="own" class="panel">
      <h2 id="own">A specification of your own</h2>
      <p>
        A path such as <code>Data/data_A.4lep.root</code> is a picked file of that name; so are files of corrections. An{" "}
        <code>https</code> address is read from its server, if that lets this page read (CORS).
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.start();
        }}
      >
        <p>
          <label class="field">
            From a file
            <input
              type="file"
              accept=".json"
              onChange={({ currentTarget }) => {
                void currentTarget.files?.[0]?.text().then(setText);
              }}
            />
          </label>
        </p>
        <label class="field">
          Specification (JSON)
          <textarea
            class="site-specification"
            rows={12}
            spellcheck={false}
            required
            value={text}
            onInput={({ currentTarget: { value } }) => {
              setText(value);
            }}
          />
        </label>
        <Refusal error={start.error} />
        <p>
          <button type="submit" class="primary" aria-disabled={start.busy}>
            Run it
          </button>
        </p>
      </form>
    </section>
  );
}

/** What is wrong with the text, in the words of the command line. */
function Refusal({ error }: { error: Action["error"] }) {
  if (error === undefined) return null;
  const errors = error instanceof RefusedError ? (error.problem.errors ?? []) : [];
  if (errors.length === 0) return <ProblemBox error={error} />;
  return (
    <div class="problem" role="alert">
      <pre>{new SpecError(errors).message}</pre>
    </div>
  );
}
