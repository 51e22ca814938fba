import { type Channel, IllegalOperationError, type Message } from "amqplib";
import { BrokerRefusedError } from "../errors.ts";

/** Reply codes of AMQP with which a server says no, as opposed to being away or in trouble. */
const REFUSALS: readonly unknown[] = [311, 403, 404, 405, 406, 530, 540];

export const NOT_FOUND = 404;
export const RESOURCE_LOCKED = 405;
export const PRECONDITION_FAILED = 406;

/** The reply code with which the server closed a channel; undefined for any other error. */
export function replyCodeOf(error: unknown): number | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}

/** The reply code that an error of this project stands for, if the server refused the call. */
export function refusalCodeOf(error: unknown): number | undefined {
  return error instanceof BrokerRefusedError ? replyCodeOf(error.cause) : undefined;
}

export function isRefusal(error: unknown): boolean {
  return REFUSALS.includes(replyCodeOf(error));
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error event that nobody listens to would end the process; the calls that it breaks reject with the same error. */
export function guarded<C extends Channel>(channel: C): C {
  channel.on("error", () => undefined);
  return channel;
}

/** The promise, or a rejection when the time is over. */
export async function within<T>(longestMs: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${longestMs} ms`));
    }, longestMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the channel is closed; one that is closed already has nothing left to close. */
export async function closeChannel(channel: Channel): Promise<void> {
  let closing: Promise<void> | undefined;
  trySend(() => {
    closing = channel.close();
  });
  await closing?.catch(() => undefined);
}

/** Acknowledges; a channel that is closed has given the message back already. @returns whether the word was sent */
export function tryAck(channel: Channel, message: Message, allUpTo = false): boolean {
  return trySend(() => {
    channel.ack(message, allUpTo);
  });
}

/** Sends something that needs no answer. @returns false if the channel was closed meanwhile, so that it was not sent */
export function trySend(send: () => void): boolean {
  try {
    send();
    return true;
  } catch (error) {
    if (error instanceof IllegalOperationError) return false;
    throw error;
  }
}
