import { LogReplacedError } from "../../src/messaging/errors.ts";
import type { Broker, EventLog } from "../../src/messaging/port.ts";

/** A broker whose log is that of the given one, until it is replaced by that of another one. */
export function replaceableLog(first: Broker) {
  let current = first;
  let replaced = new AbortController();
  const log: EventLog = {
    append: (record) => current.log.append(record),
    read: (analysis, options) => current.log.read(analysis, options),
    trim: (analysis, before) => current.log.trim(analysis, before),
    async *follow(analysis, options) {
      const own = replaced.signal;
      yield* current.log.follow(analysis, { ...options, signal: AbortSignal.any([options.signal, own]) });
      own.throwIfAborted();
    },
  };
  return {
    broker: { ...first, log },
    replaceBy: (next: Broker): void => {
      current = next;
      const before = replaced;
      replaced = new AbortController();
      before.abort(new LogReplacedError("another log", "the first one"));
    },
  };
}
