import { TimeSlices } from "../async/time-slices.ts";
import type { PreparedAnalysis } from "../analysis/prepared-analysis.ts";
import { checkBody } from "../messaging/checks.ts";
import type { Capabilities, WorkQueue } from "../messaging/port.ts";
import { encodeWorkItem } from "../protocol/codec.ts";
import { workDedupKey } from "../protocol/dedup-keys.ts";
import type { Priority } from "../protocol/priority.ts";
import { SlowStartError, WorkTooLargeError } from "./errors.ts";
import { withTokens } from "./lane-tokens.ts";
import type { Ledger } from "./ledger.ts";
import { type LaneItem, missingWork, mostItemBytes, mostPlannedFromBytes } from "./missing-work.ts";

/** On their way to the broker at once, so that thousands of files do not wait for one another's confirmation. */
const publishedAtOnce = 256;

/** Nobody who posts waits longer. */
export const startLimitMs = 300_000;

/** All items of one start together: those of 100,000 files with names and base URLs of usual length. */
export const maxWorkBytes = 128 * 2 ** 20;

/**
 * Sees to it, before anything is sent, that the work of a start fits. Nearly always the longest names tell so, and no item is made only
 * to be measured.
 *
 * @throws {BodyTooLargeError} if an item is larger than the broker takes.
 * @throws {WorkTooLargeError} if all together take too much room.
 */
export async function checkWork(
  prepared: PreparedAnalysis,
  run: number,
  known: Ledger,
  priority: Priority,
  { maxBodyBytes }: Capabilities,
): Promise<void> {
  const most = mostItemBytes(prepared);
  const files = prepared.spec.groups
    .flatMap(({ samples }) => samples)
    .reduce((sum, { files }) => sum + files.length, 0);
  const mostOfFile = most - mostPlannedFromBytes;
  if (!known.accepted && most <= maxBodyBytes && files * mostOfFile <= maxWorkBytes) return;
  const slices = new TimeSlices();
  let items = 0;
  let bytes = 0;
  for (const { item } of withTokens(missingWork(prepared, run, known, priority))) {
    const body = encodeWorkItem(item);
    checkBody(body, maxBodyBytes, "work item");
    items++;
    bytes += body.length;
    if (bytes > maxWorkBytes) throw new WorkTooLargeError(items, bytes, maxWorkBytes);
    await slices.step();
  }
}

/**
 * Publishes items; each is made when its turn comes, since there may be very many. Rejects with the first error, after all that is on its
 * way has been answered: nothing is stored later.
 *
 * @throws {SlowStartError} if it takes too long.
 */
export async function sendWork(queue: WorkQueue, work: Iterable<LaneItem>): Promise<void> {
  const deadline = performance.now() + startLimitMs;
  const slices = new TimeSlices();
  const items = work[Symbol.iterator]();
  let sent = 0;
  let failure: { readonly error: unknown } | undefined;
  const sendOneByOne = async (): Promise<void> => {
    try {
      for (let next = items.next(); next.done !== true; next = items.next()) {
        // Whoever comes from a pause looks again: all who waited for it would hold the thread together.
        for (let pause = slices.step(); pause !== undefined; pause = slices.step()) await pause;
        if (failure !== undefined) return;
        const { lane, turn, item } = next.value;
        const { analysis, run } = item;
        await queue.publish({ lane, analysis, run, body: encodeWorkItem(item), dedupKey: workDedupKey(item), turn });
        sent++;
        if (performance.now() > deadline) throw new SlowStartError(sent, startLimitMs);
      }
    } catch (error) {
      failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: publishedAtOnce }, sendOneByOne));
  if (failure !== undefined) throw failure.error;
}
