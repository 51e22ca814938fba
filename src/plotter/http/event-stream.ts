/** What a stream asks for when its client is ready for more. */
export interface StateSource {
  /**
   * The next event after the state of this sequence, with its own sequence; undefined if there is nothing new.
   * `isLast`: nothing comes after it. Never throws.
   */
  next(since: number | undefined): NextEvent | undefined;
  /** What the client has counts for nothing any more. */
  startAnew?(): void;
}

export type NextEvent =
  | {
      readonly kind: "state";
      readonly sequence: number;
      readonly bytes: Uint8Array;
      readonly isLast: boolean;
      /** There may be another event already. */
      readonly more?: boolean;
    }
  /** The stream ends here. */
  | { readonly kind: "end" };

const encoder = new TextEncoder();
/** How long a client shall wait before it opens a broken stream again; and something to send at once, so that the headers leave. */
const greeting = encoder.encode("retry: 1000\n\n");
const heartbeat = encoder.encode(": still here\n\n");

/**
 * One open stream of server-sent events. The client pulls: what it has not taken yet is not written, so that a slow one never holds
 * more than one event, and gets the latest state when it is ready.
 */
export class EventStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #source: StateSource;
  readonly #onEnd: () => void;
  #sent: number | undefined;
  #greeted = false;
  #ended = false;
  /** There may be something that the client was not told of. */
  #due = true;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Set while the client waits for something. */
  #serve: (() => void) | undefined;

  /**
   * @param since sequence of the state that the client has
   * @param onEnd called once, however the stream ends
   */
  constructor(source: StateSource, since: number | undefined, onEnd: () => void) {
    this.#source = source;
    this.#sent = since;
    this.#onEnd = onEnd;
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#pull(),
        cancel: () => {
          this.#leave();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** There may be something new. Called at a bounded rate, which is the rate of the events. */
  wake(): void {
    this.#due = true;
    if (this.#serve !== undefined) this.#sendNext();
  }

  /** Whatever the client has, it gets the whole state next. */
  startAnew(): void {
    this.#sent = undefined;
    this.#source.startAnew?.();
    this.wake();
  }

  /** A sign of life, for a client that waits and whatever stands in between. */
  beat(): void {
    if (this.#serve !== undefined) this.#send(heartbeat);
  }

  /** Ends the stream in good order; the client may open another. */
  end(): void {
    if (this.#ended) return;
    this.#controller?.close();
    this.#leave();
  }

  /** The client wants more: at once if it has missed something, else when it is woken. */
  #pull(): Promise<void> | undefined {
    if (!this.#greeted) {
      this.#greeted = true;
      this.#send(greeting);
      return undefined;
    }
    const served = new Promise<void>((resolve) => {
      this.#serve = resolve;
    });
    if (this.#due) this.#sendNext();
    return served;
  }

  #sendNext(): void {
    this.#due = false;
    const next = this.#source.next(this.#sent);
    if (next === undefined) return;
    if (next.kind === "state") {
      this.#sent = next.sequence;
      if (next.more === true) this.#due = true;
      this.#send(next.bytes);
      if (!next.isLast) return;
    }
    this.end();
  }

  #send(bytes: Uint8Array): void {
    this.#controller?.enqueue(bytes);
    this.#served();
  }

  #served(): void {
    const serve = this.#serve;
    this.#serve = undefined;
    serve?.();
  }

  #leave(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#served();
    this.#onEnd();
  }
}
