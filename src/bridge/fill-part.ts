import { createHash } from "node:crypto";
import type { Layout } from "../analysis/layout.ts";
import { numericAxisOf } from "../histogram/axes.ts";
import type { BridgePart } from "../protocol/bridge-messages.ts";
import type { FileIdentity } from "../protocol/work-item.ts";
import { nearestOf, unfit } from "./bridge-spec.ts";

/** What a part contributes, and what tells its content from another one. */
export interface FilledPart {
  readonly sums: Float64Array;
  readonly identity: FileIdentity;
}

/**
 * Fills the histograms with a part, one event after the other in the order of the message, as a processor does: the same events give
 * the same bits. The cutflow has one line, the events of the message.
 *
 * @param weighted false for data, whose events have weight 1
 * @throws {RefusedMessageError} if values, weights and histograms do not agree.
 */
export function fillPart(part: BridgePart, layout: Layout, weighted: boolean): FilledPart {
  const columns = columnsOf(part, layout);
  const events = columns[0]!.length;
  const weights = weightsOf(part, weighted, events);
  if (events > part.entriesRead)
    throw unfit(`${events} events were selected, more than the ${part.entriesRead} that were read`, "entriesRead");
  const sums = new Float64Array(layout.length);
  const { cutflow, histograms } = layout;
  const axes = histograms.map(numericAxisOf);
  for (let event = 0; event < events; event++) {
    const weight = weights === undefined ? 1 : weights[event]!;
    const squared = weight * weight;
    add(sums, cutflow, 0, weight, squared);
    for (const [i, block] of histograms.entries())
      add(sums, block, axes[i]!.index(columns[i]![event]!), weight, squared);
  }
  if (!sums.every(Number.isFinite))
    throw unfit("The weights are too large: their squares have no finite sum", "weights");
  return { sums, identity: identityOf(part.entriesRead, columns, weights) };
}

interface Block {
  readonly entries: number;
  readonly sumw: number;
  readonly sumw2: number;
}

function add(sums: Float64Array, block: Block, index: number, weight: number, squared: number): void {
  sums[block.entries + index]! += 1;
  sums[block.sumw + index]! += weight;
  sums[block.sumw2 + index]! += squared;
}

/** The values of each histogram, in the order of the layout; all as long as the first. */
function columnsOf({ values }: BridgePart, { histograms }: Layout): readonly (readonly number[])[] {
  const names = histograms.map(({ name }) => name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw unfit(`The analysis has no histogram ${unknown}${nearestOf(unknown, names)}`, `values.${unknown}`);
  const columns = names.map((name) => {
    const column = Object.hasOwn(values, name) ? values[name] : undefined;
    if (column === undefined) throw unfit(`There are no values for the histogram ${name}`, "values");
    return column;
  });
  const events = columns[0]!.length;
  const odd = columns.findIndex((column) => column.length !== events);
  if (odd !== -1)
    throw unfit(
      `${columns[odd]!.length} values, but ${names[0]!} has ${events}; each event has one of each`,
      `values.${names[odd]!}`,
    );
  return columns;
}

function weightsOf({ weights }: BridgePart, weighted: boolean, events: number): readonly number[] | undefined {
  if (!weighted) {
    if (weights === undefined) return undefined;
    throw unfit("Data have no weights: every event counts once; leave them out", "weights");
  }
  if (weights === undefined) throw unfit("Simulated events need weights, one for each event", "weights");
  if (weights.length !== events) throw unfit(`${weights.length} weights for ${events} events`, "weights");
  return weights;
}

/** A hash of all numbers in their order, whatever the spaces and the digits in the message were. `size` is that of the numbers. */
function identityOf(
  entries: number,
  columns: readonly (readonly number[])[],
  weights: readonly number[] | undefined,
): FileIdentity {
  const lists = weights === undefined ? columns : [...columns, weights];
  const hash = createHash("sha256").update(JSON.stringify([entries, ...lists.map((list) => list.length)]));
  let size = 0;
  for (const list of lists) {
    const bytes = bytesOf(list);
    hash.update(bytes);
    size += bytes.length;
  }
  return { uuid: hash.digest("hex").slice(0, 32), size, entries };
}

function bytesOf(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeDoubleLE(number, 8 * i);
  return bytes;
}
