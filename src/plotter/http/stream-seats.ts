import { HttpProblemError } from "../../http/problem.ts";
import { networkOf } from "../../http/client-network.ts";

export interface SeatLimits {
  /** Streams in all. */
  readonly total: number;
  /** Streams of one client address. */
  readonly perClient: number;
}

/** Counts open streams; a stream that is refused costs nothing. */
export class StreamSeats {
  readonly #limits: SeatLimits;
  readonly #byClient = new Map<string, number>();
  #taken = 0;

  constructor(limits: SeatLimits) {
    this.#limits = limits;
  }

  get taken(): number {
    return this.#taken;
  }

  /**
   * @param address of the client
   * @returns gives the seat back; calling it twice does nothing.
   * @throws {HttpProblemError} 503 if all seats are taken, 429 if this client has too many.
   */
  take(address: string): () => void {
    const { total, perClient } = this.#limits;
    const client = networkOf(address);
    if (this.#taken >= total)
      throw new HttpProblemError({
        title: "Too many open streams",
        status: 503,
        detail: `This server keeps ${total} event streams open, and all are taken. Try again later, or ask for the state with GET.`,
        headers: { "retry-after": "10" },
      });
    const own = this.#byClient.get(client) ?? 0;
    if (own >= perClient)
      throw new HttpProblemError({
        title: "Too many open streams",
        status: 429,
        detail: `You have ${own} event streams open, and ${perClient} are allowed for one address. Close one, or ask for the state with GET.`,
        headers: { "retry-after": "10" },
      });
    this.#taken++;
    this.#byClient.set(client, own + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#taken--;
      const left = (this.#byClient.get(client) ?? 1) - 1;
      if (left === 0) this.#byClient.delete(client);
      else this.#byClient.set(client, left);
    };
  }
}
