import { useEffect, useRef } from "preact/hooks";
import { storeToken } from "../api/token.ts";

/** Asks for the token of the server, in the place where a change was refused, and does it again. */
export function TokenForm({ retry }: { retry: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <form
      class="token"
      onSubmit={(event) => {
        event.preventDefault();
        storeToken(field.current?.value ?? "");
        retry();
      }}
    >
      <label>
        Token
        <input ref={field} type="password" autocomplete="off" required />
      </label>
      <button type="submit">Send</button>
    </form>
  );
}
