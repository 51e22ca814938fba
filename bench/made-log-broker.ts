import { createMemoryBroker } from "../src/messaging/memory.ts";
import type { Broker, LogRecord } from "../src/messaging/port.ts";
import { encodeLogEvent } from "../src/protocol/codec.ts";
import type { MadeDeltas } from "./made-deltas.ts";
import { cpuMs } from "./memory-use.ts";

export interface MadeLogBroker {
  readonly broker: Broker;
  /** What making the records has taken so far, to be taken off what reading them takes. */
  readonly making: { readonly ms: number; readonly cpuMs: number };
}

const batch = 4000;

/**
 * A broker with a log that nobody keeps: its records are made when they are read, some thousand at a time. What reads a million of them holds no
 * more memory than it takes itself.
 */
export function madeLogBroker(made: MadeDeltas): MadeLogBroker {
  const memory = createMemoryBroker();
  const making = { ms: 0, cpuMs: 0 };
  const make = (start: number): LogRecord[] => {
    const [since, begun] = [process.cpuUsage(), performance.now()];
    const records = Array.from({ length: Math.min(batch, made.count - start) }, (_, i) => ({
      sequence: made.head.length + start + i + 1,
      analysis: made.analysis,
      body: made.message(start + i),
    }));
    making.ms += performance.now() - begun;
    making.cpuMs += cpuMs(since);
    return records;
  };
  async function* read(): AsyncGenerator<LogRecord, void, undefined> {
    for (const [i, event] of made.head.entries())
      yield { sequence: i + 1, analysis: made.analysis, body: encodeLogEvent(event) };
    for (let start = 0; start < made.count; start += batch)
      for (const record of make(start)) {
        // One turn for each, as the broker in memory gives it.
        await Promise.resolve();
        yield record;
      }
  }
  const broker: Broker = {
    ...memory,
    log: {
      ...memory.log,
      read,
      // Nothing comes after it.
      follow: (_, options) => memory.log.follow(made.analysis, options),
    },
  };
  return { broker, making };
}
