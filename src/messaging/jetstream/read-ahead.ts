import type { Msg } from "@nats-io/transport-node";
import type { BrokerPermissionError } from "../errors.ts";
import { PullSeries } from "./pull-series.ts";
import type { JetStreamLink } from "./server-link.ts";

/** Read ahead so many bytes, as far as the size of the last messages tells, but some messages in any case. */
const AHEAD_BYTES = 8 * 2 ** 20;
const LEAST_AHEAD = 16;
const MOST_AHEAD = 1024;

export interface ReadAheadOptions {
  readonly signal: AbortSignal | undefined;
  readonly endsIdle: boolean;
}

/** Messages of one consumer, pulled a bounded number ahead of whoever takes them; twice as many in the moment in which requests overlap. */
export class ReadAhead {
  readonly #queue: Msg[] = [];
  readonly #pulls: PullSeries;
  readonly #release: (() => void)[];
  #averageBytes = AHEAD_BYTES / 128;
  #over = false;
  #refused: BrokerPermissionError | undefined;
  #wake: () => void = () => undefined;

  /**
   * @param endsIdle whether it is over when the server has had nothing to send for some time. Without that, whoever reads up to the last message of
   * a stream would wait for ever if that is removed meanwhile.
   */
  constructor(link: JetStreamLink, stream: string, consumer: string, { signal, endsIdle }: ReadAheadOptions) {
    const end = () => {
      this.#over = true;
      this.#wake();
    };
    const wake = () => {
      this.#wake();
    };
    this.#pulls = new PullSeries(link, stream, consumer, {
      message: (message) => {
        this.#queue.push(message);
        this.#averageBytes += (message.data.length - this.#averageBytes) / 16;
        this.#wake();
      },
      unfulfilled: () => {
        // What is there is taken first.
        if (endsIdle && this.#queue.length === 0) end();
        else wake();
      },
      lapsing: wake,
      // The reader starts another consumer, after the last record that it has.
      silent: end,
      broken: (reason) => {
        this.#refused = reason;
        end();
      },
    });
    signal?.addEventListener("abort", end);
    this.#release = [link.onReconnect(end), link.onClose(end), () => signal?.removeEventListener("abort", end)];
    if (signal?.aborted === true || link.isClosed()) end();
  }

  /**
   * The next message; undefined when no more can come from here.
   * @throws {BrokerPermissionError} if the user may not pull.
   */
  async take(): Promise<Msg | undefined> {
    while (!this.#over) {
      const ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.floor(AHEAD_BYTES / this.#averageBytes)));
      const room = ahead - this.#queue.length - this.#pulls.asked;
      if (room >= ahead / 2) this.#pulls.pull(room);
      const message = this.#queue.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#refused !== undefined) throw this.#refused;
    return undefined;
  }

  close(): void {
    this.#over = true;
    this.#pulls.close();
    for (const release of this.#release) release();
  }
}
