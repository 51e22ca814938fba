import { specLimits } from "../analysis/spec-limits.ts";
import { toLittleEndian } from "./byte-order.ts";
import type { LogEvent, PartitionDone, PartitionPart } from "./log-event.ts";

/**
 * The events that stand in the log for one: itself, or, of a partition with more sums than fit a message, its parts in their order.
 *
 * @param mostSums of one message, at least 1
 */
export async function splitDelta(
  event: LogEvent,
  mostSums: number = specLimits.sumsPerMessage,
): Promise<readonly LogEvent[]> {
  return event.kind === "partition-done" && event.sums.length > mostSums ? await partsOf(event, mostSums) : [event];
}

async function partsOf(event: PartitionDone, mostSums: number): Promise<PartitionPart[]> {
  const { length } = event.sums;
  const digest = await digestOf(event.sums);
  const count = Math.ceil(length / mostSums);
  return Array.from({ length: count }, (_, i) => {
    const start = i * mostSums;
    const sums = event.sums.subarray(start, start + mostSums);
    return { ...event, kind: "partition-part", sums, part: { start, length, digest } };
  });
}

async function digestOf(sums: Float64Array): Promise<string> {
  const bytes = new Uint8Array(sums.slice().buffer);
  toLittleEndian(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
