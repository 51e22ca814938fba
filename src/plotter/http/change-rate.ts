import { networkOf } from "../../http/client-network.ts";

/** Clients that are remembered at most; beyond that the one that was silent for longest is forgotten. */
const mostClients = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * How often each client may change something: a bucket of tokens for each address, which fills up again over a minute.
 *
 * Our own few lines, since memory must stay bounded whatever addresses come, the time must be a parameter in tests, and the limiters
 * for Hono keep a window and a store for each.
 */
export class ChangeRate {
  readonly perMinute: number;
  /** The one that was silent for longest comes first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number) {
    this.perMinute = perMinute;
  }

  /** Clients that are remembered. */
  get clients(): number {
    return this.#buckets.size;
  }

  /**
   * @param address of the client
   * @param now in milliseconds, never less than before
   * @returns 0 if the request may pass, else after how many whole seconds the next one may.
   */
  take(address: string, now: number): number {
    const client = networkOf(address);
    const perMs = this.perMinute / 60_000;
    const bucket = this.#buckets.get(client) ?? { tokens: this.perMinute, at: now };
    bucket.tokens = Math.min(this.perMinute, bucket.tokens + (now - bucket.at) * perMs);
    bucket.at = now;
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    this.#forget();
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 0;
    }
    return Math.ceil((1 - bucket.tokens) / perMs / 1000);
  }

  #forget(): void {
    if (this.#buckets.size <= mostClients) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}
