import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { addressOf } from "./client-address.ts";
import { cutOff, type UnsentAnswers } from "./unsent-answers.ts";

/** Requests that wait on one connection for the answers before theirs. Browsers and proxies send none ahead. */
const MOST_WAITING = 100;
/** What a request takes while it waits. */
const WAITING = { byteLength: 8192 };

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

interface Waiting {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly letGo: (() => void) | undefined;
}

/**
 * Hands over the next request of a connection when the last one is answered and its answer is sent. Node hands over all that a client
 * has sent ahead, and then holds their answers in memory until they are read.
 */
export class RequestsInTurn {
  readonly #listener: Listener;
  readonly #unsent: UnsentAnswers | undefined;
  /** Connections with a request in work, and the requests behind it. */
  readonly #busy = new WeakMap<Socket, Waiting[]>();

  /** @param unsent counts what waits */
  constructor(listener: Listener, unsent: UnsentAnswers | undefined) {
    this.#listener = listener;
    this.#unsent = unsent;
  }

  readonly take = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { socket } = incoming;
    if (isEnding(socket)) return;
    const waiting = this.#busy.get(socket);
    if (waiting === undefined) {
      this.#busy.set(socket, []);
      this.#handOver(incoming, outgoing);
      return;
    }
    const address = addressOf(socket.remoteAddress);
    if (waiting.length === MOST_WAITING) {
      this.#unsent?.tell("pipelined", address);
      socket.destroy();
      return;
    }
    // What is behind them stays in the network.
    socket.pause();
    const letGo = this.#unsent?.hold(address, { ...WAITING }, () => cutOff(socket));
    waiting.push({ incoming, outgoing, letGo });
  };

  isBusy(socket: Socket): boolean {
    return this.#busy.has(socket);
  }

  #handOver(incoming: IncomingMessage, outgoing: ServerResponse): void {
    outgoing.once("close", () => {
      this.#next(incoming.socket);
    });
    void this.#listener(incoming, outgoing);
  }

  #next(socket: Socket): void {
    const waiting = this.#busy.get(socket) ?? [];
    if (isEnding(socket)) for (const { letGo } of waiting.splice(0)) letGo?.();
    const next = waiting.shift();
    next?.letGo?.();
    if (next === undefined) this.#busy.delete(socket);
    else this.#handOver(next.incoming, next.outgoing);
    // Node may have begun to read again when it sent the answer.
    if (waiting.length > 0) socket.pause();
    else if (socket.isPaused()) socket.resume();
  }
}

/** After an answer with `Connection: close`, or when the client is gone: nothing more can be answered. */
function isEnding(socket: Socket): boolean {
  return socket.destroyed || !socket.writable;
}
