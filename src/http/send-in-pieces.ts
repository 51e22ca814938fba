import type { Context, MiddlewareHandler } from "hono";
import { clientAddress } from "./client-address.ts";
import { cutOff, type UnsentAnswers } from "./unsent-answers.ts";
import { bytesOf } from "./whole-body.ts";
import { WriteTurns } from "./write-turns.ts";

/** What a socket is given at once. */
const PIECE_BYTES = 256 * 1024;
/** What is no larger need not wait for its turn: signs of life, and the changes of small analyses. */
const SMALL_BYTES = 4096;

/** What the Node server hands to an app beside the request; nothing in a test without a socket. */
interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly destroyed: boolean; destroy(): void } };
  readonly outgoing?: { once(event: "close", listener: () => void): unknown };
}

/** Holds memory in the name of a client; gives what lets go of it. */
export type Hold = (memory: ArrayBufferLike) => () => void;

/** Memory that an answer to this request holds. If it must go, the connection is closed. */
export function holdFor(c: Context, unsent: UnsentAnswers): Hold {
  const address = clientAddress(c);
  const { incoming } = nodeOf(c);
  return (memory) => unsent.hold(address, memory, () => cutOff(incoming?.socket));
}

/**
 * Sends large bodies and streams of events in pieces, each when the client has taken those before and when it is its turn. What a piece
 * was cut from is held until then, and counts.
 */
export function sendInPieces(unsent: UnsentAnswers): MiddlewareHandler {
  const turns = new WriteTurns();
  return async (c, next) => {
    await next();
    const { body, status, headers } = c.res;
    if (body === null || c.req.method === "HEAD") return;
    const whole = bytesOf(body);
    if (whole === undefined && headers.get("content-type")?.startsWith("text/event-stream") !== true) return;
    // Else it would not be known, as it is sent while it is read.
    if (whole !== undefined) headers.set("content-length", String(whole.length));
    const pieces = new Pieces(body, turns, holdFor(c, unsent));
    nodeOf(c).outgoing?.once("close", () => {
      pieces.letGo();
    });
    c.res = undefined;
    c.res = new Response(pieces.readable, { status, headers });
  };
}

function nodeOf(c: Context): NodeBindings {
  return (c.env as NodeBindings | undefined) ?? {};
}

/** A body that is read piece by piece. No chunk of it is asked for before the last one is taken, so that nothing queues up here. */
class Pieces {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #chunks: ReadableStreamDefaultReader<Uint8Array>;
  readonly #turns: WriteTurns;
  readonly #hold: Hold;
  /** What is left of the chunk in hand. */
  #rest: Uint8Array = new Uint8Array();
  #release: (() => void) | undefined;

  constructor(body: ReadableStream<Uint8Array>, turns: WriteTurns, hold: Hold) {
    this.#chunks = body.getReader();
    this.#turns = turns;
    this.#hold = hold;
    this.readable = new ReadableStream(
      {
        pull: (controller) => this.#pull(controller),
        cancel: (reason) => {
          this.letGo();
          return this.#chunks.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  letGo(): void {
    this.#release?.();
    this.#release = undefined;
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.#rest.length === 0) {
      const next = await this.#next();
      if (next === undefined) {
        controller.close();
        return;
      }
      this.#rest = next;
    }
    const piece = this.#rest.subarray(0, PIECE_BYTES);
    if (piece.length > SMALL_BYTES) await this.#turns.take(piece.length);
    this.#rest = this.#rest.subarray(piece.length);
    controller.enqueue(piece);
  }

  async #next(): Promise<Uint8Array | undefined> {
    this.letGo();
    const { done, value } = await this.#chunks.read();
    if (done) return undefined;
    this.#release = this.#hold(value.buffer);
    return value;
  }
}
