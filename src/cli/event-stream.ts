import { createParser, type EventSourceMessage } from "eventsource-parser";
import { connectionFailure } from "./http-client.ts";
import { PlotterAnswerError, PlotterUnreachableError } from "./plotter-errors.ts";

/** One server-sent event. */
export interface StreamEvent {
  /** Kind of the event; `message` if the server names none. */
  readonly event: string;
  /** What to name when the stream is opened again; undefined if the event has none. */
  readonly id: string | undefined;
  readonly data: string;
}

export interface ReadOptions {
  /** The address, for errors. */
  readonly url: URL;
  /** Called when the server says how long to wait before the stream is opened again. */
  readonly onRetry: (retryMs: number) => void;
  /** Called for each piece that arrives, a heartbeat too. */
  readonly onAlive: () => void;
}

/** An event with the state of an analysis has some 100 kB; without a limit, a server could fill the memory with one. */
const mostCharacters = 64 * 1024 * 1024;

/**
 * The events of one open stream, until the server ends it. A last event that is cut off is dropped, as the standard says,
 * and so are lines that are no field of an event. Leaving the loop ends the connection.
 *
 * @throws {PlotterUnreachableError} when the connection breaks.
 * @throws {PlotterAnswerError} for an event without an end.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, options: ReadOptions): AsyncGenerator<StreamEvent> {
  const arrived: (EventSourceMessage | "too long")[] = [];
  const parser = createParser({
    onEvent: (event) => arrived.push(event),
    onRetry: options.onRetry,
    onError: ({ type }) => {
      if (type === "max-buffer-size-exceeded") arrived.push("too long");
    },
    maxBufferSize: mostCharacters,
  });
  const decoder = new TextDecoder();
  for await (const piece of untilBroken(body, options.url)) {
    options.onAlive();
    parser.feed(decoder.decode(piece, { stream: true }));
    for (const message of arrived.splice(0)) {
      if (message === "too long")
        throw new PlotterAnswerError(options.url, `an event of more than ${mostCharacters} characters`);
      yield { event: message.event ?? "message", id: message.id, data: message.data };
    }
  }
}

/** The body, with a broken connection told in our words. */
async function* untilBroken(body: ReadableStream<Uint8Array>, url: URL): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new PlotterUnreachableError(url, connectionFailure(error), { cause: error });
  }
}
