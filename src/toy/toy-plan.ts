import { dataFile2020, release2020, simulationFile2020 } from "../analysis/catalogue.ts";
import type { Column, ColumnType } from "../rootio/column.ts";
import { asimovData } from "./events/asimov-data.ts";
import { columnsOf, toyBranches } from "./events/branches.ts";
import { collisionCount, collisionData, dataPeriods } from "./events/collision-data.ts";
import type { RecordedEvent } from "./events/recorded-event.ts";
import { blocksOf, entriesAt, simulateBlock } from "./events/simulation.ts";
import { type ToySample, toySamplesOf } from "./events/toy-sample.ts";
import { dataSeed, strengthOf } from "./sealed-strength.ts";
import { type ToyOptions, toyOptions } from "../analysis/toy/toy-options.ts";

/** Consecutive entries of a file. */
export interface ToyChunk {
  readonly length: number;
  /** One for each branch, with arrays of their own. */
  readonly columns: ReadonlyMap<string, Column>;
}

/** What is written to a file of the toy. */
export interface ToyContents {
  /** Relative to the folder of the toy, as in the release: `MC/mc_345060.ggH125_ZZ4lep.4lep.root`. */
  readonly path: string;
  /** Name of its sample in the specification. */
  readonly sample: string;
  readonly tree: string;
  /** What every event has, in the order of the tree. */
  readonly branches: readonly { readonly name: string; readonly type: ColumnType }[];
  /** All entries in order, a block at a time. */
  chunks(): Generator<ToyChunk, void>;
}

/** A file of the analysis hzz-2020: what it holds, and how to make it. */
export interface ToyFile extends ToyContents {
  /** Pieces that can be generated apart from each other, in any order and on any thread, with the same result. */
  readonly blocks: number;
  /** Number of entries; found when asked for. */
  entries(): number;
  /** The events of one piece. */
  block(index: number): readonly RecordedEvent[];
}

export interface ToyPlan {
  readonly options: ToyOptions;
  /** All twelve files of the analysis hzz-2020, data first. Each can be made on its own. */
  readonly files: readonly ToyFile[];
}

/**
 * What a toy with these options consists of. It follows from the options alone: on another thread, machine or day the same plan makes the same
 * files. Nothing is generated before a block is asked for. Data without fluctuation need all of the simulation, and are kept by the plan.
 *
 * @throws {ToyOptionError} if an option cannot be.
 */
export function toyPlan(options: Partial<ToyOptions> = {}): ToyPlan {
  const checked = toyOptions(options);
  return {
    options: checked,
    files: [...dataFiles(checked), ...toySamplesOf(checked.version).map((sample) => simulationFile(sample, checked))],
  };
}

function dataFiles(options: ToyOptions): ToyFile[] {
  let asimov: ReturnType<typeof asimovData> | undefined;
  const mu = strengthOf(options.mu);
  const setting = { version: options.version, mu, seed: dataSeed(options) };
  return dataPeriods.map((period) => {
    const events = (): readonly RecordedEvent[] =>
      options.asimov ? (asimov ??= asimovData({ ...options, mu })).get(period)! : collisionData(setting, period);
    return toyFile({
      path: dataFile2020(period.name),
      sample: period.name,
      blocks: 1,
      entries: () => (options.asimov ? events().length : collisionCount(setting, period)),
      block: events,
    });
  });
}

function simulationFile(sample: ToySample, { seed, scale }: ToyOptions): ToyFile {
  const entries = entriesAt(sample, scale);
  return toyFile({
    path: simulationFile2020(sample.name),
    sample: sample.name,
    blocks: blocksOf(entries),
    entries: () => entries,
    block: (index) => simulateBlock({ sample, seed, entries }, index),
  });
}

/** Adds the columns to a file whose events can be made. */
export function toyFile(parts: Omit<ToyFile, "tree" | "branches" | "chunks">): ToyFile {
  return {
    ...parts,
    tree: release2020.tree,
    branches: toyBranches,
    *chunks() {
      for (let index = 0; index < parts.blocks; index++) {
        const events = parts.block(index);
        yield { length: events.length, columns: columnsOf(events) };
      }
    },
  };
}
