import { JetStreamApiError } from "@nats-io/jetstream";
import { streamOf } from "./names.ts";

/** "Stream store failed": at its limit, the only reason that a server gives a publisher. */
const FULL = 10_077;

/** What to tell of a message that its stream refused because it is full; undefined: for another reason. */
export function fullStreamOf(subject: string, error: unknown): string | undefined {
  if (!(error instanceof JetStreamApiError) || error.code !== FULL) return undefined;
  const name = streamOf(subject);
  return (
    `the stream ${name} is full (${error.message}); see what fills it (hzz lanes, hzz dead), or give it more room: ` +
    `nats stream update ${name} --max-bytes BYTES`
  );
}
