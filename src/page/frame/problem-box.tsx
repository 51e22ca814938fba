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
  const said = error.summary === title ? [] : [{ path: "", message: error.summary }];
  // Of what is wrong with a specification, the summary only tells the number.
  const told = problem?.errors?.length ? problem.errors : said;
  return (
    <div class="problem">
      <div role="alert">
        <strong>{title}</strong>
        {told.map(({ path, message }) => (
          <p key={path + message}>
            {path !== "" && <code>{path} </code>}
            <Message text={message} />
          </p>
        ))}
      </div>
      {problem?.status === 401 && retry !== undefined && <TokenForm retry={retry} />}
    </div>
  );
}
