import { RefusedError, type UnreachableError } from "../api/errors.ts";

/** An error of the API, with the title and the detail of its problem document. */
export function ProblemBox({ error }: { error: RefusedError | UnreachableError }) {
  const title = error instanceof RefusedError ? error.problem.title : "No connection";
  return (
    <div class="problem" role="alert">
      <strong>{title}</strong>
      {error.summary !== title && <p>{error.summary}</p>}
    </div>
  );
}
