import { RefusedError, type UnreachableError } from "../api/errors.ts";
import { Message } from "./message.tsx";
import { TokenForm } from "./token-form.tsx";

/**
 * An error of the API, with the title and the detail of its problem document.
 *
 * @param retry does again what was refused; where a token is missing, it is asked for. Not inside of a form.
 */
export function ProblemBox({ error, retry }: { error: RefusedError | UnreachableError; retry?: () => void }) {
  const problem = error instanceof RefusedError ? error.problem : undefined;
  const title = problem?.title ?? "No connection";
  return (
    <div class="problem">
      <div role="alert">
        <strong>{title}</strong>
        {error.summary !== title && (
          <p>
            <Message text={error.summary} />
          </p>
        )}
      </div>
      {problem?.status === 401 && retry !== undefined && <TokenForm retry={retry} />}
    </div>
  );
}
