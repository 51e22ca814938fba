import { toyLabel } from "../analysis/toy/toy-label.ts";
import { AppError, type Retry, type Where } from "../errors/app-error.ts";
import type { PartitionWorkItem } from "../protocol/work-item.ts";
import type { PassedOver } from "../rootio/source/open-first.ts";

/** An item was delivered as often as allowed, and no delivery came to an end. */
export class DeliveriesExhaustedError extends AppError {
  readonly retry = "never";
  constructor(deliveries: number) {
    super(
      `Delivered ${deliveries} times without any outcome: each time the processor crashed or lost its connection; ` +
        `look at the processors' logs, then redrive the dead letter`,
    );
  }
}

/** The broker does not have the recipe that an item names. It was stored before the item was, so somebody has removed it. */
export class RecipeMissingError extends AppError {
  readonly retry = "never";
  constructor(analysis: string, name: string) {
    super(
      `The broker has no recipe ${name} of the analysis ${analysis}, which this item names: its store was emptied or replaced since the ` +
        `analysis was accepted; start the same analysis again, which stores it again`,
      { field: "recipe" },
    );
  }
}

/** An item only names its recipe, where there is no broker to ask for it. */
export class RecipeNotGivenError extends AppError {
  readonly retry = "never";
  constructor(name: string) {
    super(
      `This item names the recipe ${name}, which a broker keeps; a function has no broker, so put the recipe itself into the item`,
      { field: "recipe" },
    );
  }
}

interface WorkOf {
  readonly analysis: string;
  readonly run: number;
}

/** A work item speaks of another analysis than the subject on which it came; its results would go to the wrong log. */
export class ForeignItemError extends AppError {
  readonly retry = "never";
  constructor(item: WorkOf, delivered: WorkOf) {
    const field = item.analysis === delivered.analysis ? "run" : "analysis";
    super(
      `The work item belongs to run ${item.run} of the analysis "${item.analysis}", but came with the work of run ${delivered.run} of ` +
        `"${delivered.analysis}"`,
      { field },
    );
  }
}

/** A file that was found where another one was expected. */
export interface FoundFile {
  readonly source: string;
  readonly uuid: string;
  readonly size: number;
  /** Absent if uuid or size have told already. */
  readonly entries?: number;
}

/**
 * No place has the file that was planned, and some have another one under its name: it was replaced while the analysis ran, or mirrors
 * differ. Worth another try if a place did not answer, which may have it.
 */
export class FileChangedError extends AppError {
  readonly retry: Retry;
  constructor(
    { identity, plannedFrom, sample, file }: PartitionWorkItem,
    found: readonly FoundFile[],
    unread: readonly PassedOver[] = [],
  ) {
    const passing = unread.filter(({ error }) => error.retry === "later");
    const others = found.map(
      ({ source, uuid, size, entries }) =>
        `${source} has one with UUID ${uuid}, ${size} bytes${entries === undefined ? "" : `, ${entries} entries`}`,
    );
    const failures = unread.map(({ location, error }) => `${location} has none that could be read (${error.summary})`);
    super(
      `The file is not the one that was planned, from ${plannedFrom ?? "a place not known"} with UUID ${identity.uuid}, ` +
        `${identity.size} bytes and ${identity.entries} entries. Instead ${[...others, ...failures].join("; ")}. Either it was replaced ` +
        "while the analysis ran, or mirrors and base URLs have different files of one name: make them agree, and run it again",
      { file: file.path, sample: sample.name },
      {
        retryAfterMs: Math.min(...passing.map(({ error }) => error.retryAfterMs), passing.length === 0 ? 0 : Infinity),
      },
    );
    this.retry = passing.length > 0 ? "later" : "never";
  }
}

/** Simulated events under the label of real ones, or the other way round: the plot would say what is not so. */
export class ToyLabelError extends AppError {
  readonly retry = "never";
  constructor(isToyAnalysis: boolean, where: Where) {
    super(
      isToyAnalysis
        ? `The label of the analysis says "${toyLabel}", but the file is not a toy: its tree does not say so in its title. ` +
            `Name the release that the file is from`
        : `The file is a toy, as the title of its tree says, and the analysis has the label of something else; expected a release label ` +
            `that begins with "${toyLabel}", as in the preset hzz-toy`,
      where,
    );
  }
}

/** A worker thread ended in the middle of an item: uncaught error, process.exit, out of memory. */
export class WorkerCrashedError extends AppError {
  readonly retry = "later";
}

/**
 * An item took longer than it may; its thread was ended. Beside others it may have been they who took the time, so that another try may
 * help. Alone, the same item would take as long again.
 */
export class WorkerTimeoutError extends AppError {
  readonly retry: Retry;
  /** Other items that the same processor had on its threads meanwhile, the most at once. */
  readonly beside: number;

  /**
   * @param beside as the field
   * @param waitedMs so long it then waited for the others to end, to be tried alone, in vain
   */
  constructor(timeoutMs: number, beside: number, waitedMs?: number) {
    const company = beside === 0 ? "alone in its processor" : `beside ${beside} other${beside === 1 ? "" : "s"}`;
    const waited = waitedMs === undefined ? "" : `It waited another ${waitedMs} ms for a try alone, without success. `;
    const why =
      beside === 0
        ? "Check its file and the connection to it; raise HZZ_ITEM_TIMEOUT_MS if the machine or the connection is slow"
        : `${waited}If all its tries end like this, the machine has too much to do: raise HZZ_ITEM_TIMEOUT_MS, or set HZZ_WORKERS lower`;
    super(`The item took longer than ${timeoutMs} ms, ${company}, and was stopped; seconds were expected. ${why}`);
    this.beside = beside;
    this.retry = beside === 0 ? "never" : "later";
  }
}

/** The pool was closed while the item waited for a thread or ran on one. */
export class WorkerPoolClosedError extends AppError {
  readonly retry = "later";
  constructor() {
    super("The pool of worker threads is closed; the item was not finished");
  }
}

/** The processor ends before the item is finished, and gives it back; it is nobody's failure. */
export class ProcessorStoppingError extends AppError {
  readonly retry = "later";
  constructor() {
    super("The processor is stopping, so the item goes to another one");
  }
}

/** A processor that was told to stop had still not ended when grace and hand-back were over; the broker gives its items to others. */
export class DrainTimeoutError extends AppError {
  readonly retry = "later";
  constructor(limitMs: number) {
    super(
      `The processor did not end within ${limitMs} ms of the signal to stop, most likely because the broker does not ` +
        `answer; what it held goes to another processor after the broker's wait for signs of life`,
    );
  }
}

/** The worker's module was loaded outside a worker thread. */
export class NotAWorkerThreadError extends AppError {
  readonly retry = "never";
  constructor() {
    super("This module serves a worker thread and cannot run as a program; start it as a thread");
  }
}
