import { createParser } from "eventsource-parser";
import type { Hono } from "hono";
import type { FromServer, ToServer } from "./messages.ts";
import type { PickedFiles } from "./picked-files.ts";

/** The app is asked by path; it never sees this name. */
const origin = "http://site.invalid";

/** Answers what the page asks, with the app of a plotter. */
export class PortServer {
  readonly #app: Hono;
  readonly #picked: PickedFiles;
  readonly #send: (message: FromServer, transfer?: Transferable[]) => void;
  readonly #streams = new Map<number, AbortController>();

  constructor(app: Hono, picked: PickedFiles, send: (message: FromServer, transfer?: Transferable[]) => void) {
    this.#app = app;
    this.#picked = picked;
    this.#send = send;
  }

  take(message: ToServer): void {
    if (message.kind === "pick") this.#picked.add(message.files);
    else if (message.kind === "ask") void this.#answer(message);
    else if (message.kind === "follow") void this.#follow(message.number, message.path);
    else this.#streams.get(message.number)?.abort();
  }

  async #answer({ number, method, path, headers, body }: ToServer & { readonly kind: "ask" }): Promise<void> {
    const request = new Request(`${origin}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    // The app answers whatever happens: an error of its own is a problem document too.
    const answer = await this.#app.fetch(request);
    const bytes = await answer.arrayBuffer();
    this.#send(
      { kind: "answer", number, status: answer.status, headers: Object.fromEntries(answer.headers), body: bytes },
      [bytes],
    );
  }

  async #follow(number: number, path: string): Promise<void> {
    const leaving = new AbortController();
    this.#streams.set(number, leaving);
    try {
      const answer = await this.#app.fetch(new Request(`${origin}${path}`));
      if (answer.status !== 200 || answer.body === null) return;
      this.#send({ kind: "open", number });
      const parser = createParser({
        onEvent: ({ event = "message", data }) => {
          this.#send({ kind: "event", number, event, data });
        },
      });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      leaving.signal.addEventListener("abort", () => void reader.cancel());
      for (;;) {
        const { done, value } = await reader.read();
        if (done || leaving.signal.aborted) return;
        parser.feed(value);
      }
    } finally {
      this.#streams.delete(number);
      this.#send({ kind: "broken", number });
    }
  }
}
