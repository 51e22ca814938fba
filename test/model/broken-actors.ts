import type { Broker } from "../../src/messaging/port.ts";
import { createLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { decodeLogEvent, encodeLogEvent } from "../../src/protocol/codec.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import { realActors, type Actors } from "./actors.ts";
import { sampleName } from "./invented-files.ts";
import { distinctDone } from "./log-properties.ts";
import { plainKey } from "./random-parts.ts";

/** Actors that break one rule each: the model must find out what that costs. */

/** Says "done" as soon as it has the item. */
export const settlesFirst: Actors = {
  ...realActors,
  queue: (broker, process, limits) => {
    let tellBegun: () => void;
    const begun = new Promise<void>((resolve) => (tellBegun = resolve));
    const queue = realActors.queue(
      broker,
      (item, context) => {
        tellBegun();
        return process(item, context);
      },
      limits,
    );
    return async (delivery) => {
      await Promise.race([begun, queue(delivery)]);
      return { kind: "done" };
    };
  },
};

/** Gives up items without a word in the log. */
export const saysNothing: Actors = {
  ...realActors,
  queue: (broker, process, limits) => {
    const isFailure = (body: Uint8Array): boolean => decodeLogEvent(body).kind.endsWith("-failed");
    const silent: Broker = {
      ...broker,
      log: {
        ...broker.log,
        append: (record) => (isFailure(record.body) ? Promise.resolve("stored") : broker.log.append(record)),
      },
    };
    return realActors.queue(silent, process, limits);
  },
};

/** Takes an item for done when the first part of its sums is stored. */
export const storesOnePart: Actors = {
  ...realActors,
  queue: (broker, process, limits) => {
    const append: Broker["log"]["append"] = (record) => {
      const event = decodeLogEvent(record.body);
      const isFurther = event.kind === "partition-part" && event.part.start > 0;
      return isFurther ? Promise.resolve("stored") : broker.log.append(record);
    };
    return realActors.queue({ ...broker, log: { ...broker.log, append } }, process, limits);
  },
};

/** Tells the plan of a file before the work for its partitions is out. */
export const plansFirst: Actors = {
  ...realActors,
  queue: (broker, process, limits) =>
    realActors.queue(
      broker,
      (item, context) => {
        const held: (() => Promise<void>)[] = [];
        return process(item, {
          signal: context.signal,
          publish: (work) => Promise.resolve(void held.push(() => context.publish(work))),
          append: async (event) => {
            await context.append(event);
            for (const publish of held.splice(0)) await publish();
          },
        });
      },
      limits,
    ),
};

/** Writes `accepted` before the work is out. */
export const acceptsFirst: Actors = {
  ...realActors,
  post: (broker, prepared, ledger) => {
    const held: (() => Promise<unknown>)[] = [];
    const late: Broker = {
      ...broker,
      work: {
        ...broker.work,
        publish: (item) => {
          held.push(() => broker.work.publish(item));
          return Promise.resolve("stored");
        },
      },
      log: {
        ...broker.log,
        append: async (record) => {
          const stored = await broker.log.append(record);
          for (const publish of held) await publish();
          return stored;
        },
      },
    };
    return realActors.post(late, prepared, ledger);
  },
};

/** Says that a run begins only once its work is out. */
export const beginsLate: Actors = {
  ...realActors,
  post: (broker, prepared, ledger) => {
    let held: (() => Promise<unknown>) | undefined;
    const late: Broker = {
      ...broker,
      log: {
        ...broker.log,
        append: async (record) => {
          if (decodeLogEvent(record.body).kind === "begun") {
            held = () => broker.log.append(record);
            return "stored";
          }
          await held?.();
          return broker.log.append(record);
        },
      },
    };
    return realActors.post(late, prepared, ledger);
  },
};

/** Drops the work of a start that was left in the middle, and tells nobody. */
export const withdrawsSilently: Actors = {
  ...realActors,
  tidy: async (broker, analysis, ledger) => {
    const silent: Broker = { ...broker, log: { ...broker.log, append: () => Promise.resolve("stored") } };
    return realActors.tidy(silent, analysis, ledger);
  },
};

/** Says that it knows of whatever was forgotten, though it counts on what came before. */
export const knowsBetter: Actors = {
  ...realActors,
  post: (broker, prepared, ledger) => {
    const append: Broker["log"]["append"] = (record) => {
      const event = decodeLogEvent(record.body);
      const told = event.kind === "accepted" ? { ...event, afterForgotten: 1000 } : event;
      return broker.log.append({ ...record, body: encodeLogEvent(told) });
    };
    return realActors.post({ ...broker, log: { ...broker.log, append } }, prepared, ledger);
  },
};

/** Drops the work before `cancelled` is written. */
export const dropsFirst: Actors = {
  ...realActors,
  delete: (broker, analysis, ledger) => {
    let held: () => Promise<unknown> = () => Promise.resolve();
    const late: Broker = {
      ...broker,
      log: {
        ...broker.log,
        append: (record) => {
          held = () => broker.log.append(record);
          return Promise.resolve("stored");
        },
      },
      work: {
        ...broker.work,
        cancel: async (name, run) => {
          const dropped = await broker.work.cancel(name, run);
          await held();
          return dropped;
        },
      },
    };
    return realActors.delete(late, analysis, ledger);
  },
};

/** Keys of work without the run: that of another run is taken for the first. */
export function keyWithoutRun(key: string): string {
  return key.startsWith(`${sampleName}/`) ? key.replace(/\/\d+(\/[0-9a-f]{32})$/, "$1") : key;
}

/** Keys that follow from what they are for alone, as anybody can tell. */
export function keyWithoutRandomPart(key: string): string {
  return plainKey(key);
}

/** Keys of parts that do not say which part it is. */
export function keyWithoutPart(key: string): string {
  return key.startsWith("partition-part/") ? key.replace(/\/\d+\/\d+(\/[0-9a-f]{32})$/, "$1") : key;
}

/** A ledger that takes the first part of the sums of a partition for all of them. */
export function createHastyLedger(analysis: string): Ledger {
  const ledger = createLedger(analysis);
  const apply = (event: LogEvent): boolean => {
    if (event.kind !== "partition-part") return ledger.apply(event);
    const sums = new Float64Array(event.part.length);
    sums.set(event.sums, event.part.start);
    const { part: _part, ...rest } = event;
    return ledger.apply({ ...rest, kind: "partition-done", sums });
  };
  return new Proxy(ledger, {
    get: (target, name) => {
      if (name === "apply") return apply;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A ledger that counts events, and not partitions. */
export function createCountingLedger(analysis: string): Ledger {
  const ledger = createLedger(analysis);
  const events: LogEvent[] = [];
  const repeated = (): number => {
    const all = events.filter((event) => event.kind === "partition-done");
    const once = [...distinctDone(events).values()];
    return sumOf(all.map(({ seen }) => seen)) - sumOf(once.map(({ seen }) => seen));
  };
  return {
    get accepted() {
      return ledger.accepted;
    },
    get status() {
      return ledger.status;
    },
    get run() {
      return ledger.run;
    },
    get highestRun() {
      return ledger.highestRun;
    },
    get memoryBytes() {
      return ledger.memoryBytes;
    },
    get stalled() {
      return ledger.stalled;
    },
    get pinned() {
      return ledger.pinned;
    },
    get startedAt() {
      return ledger.startedAt;
    },
    get acceptedAt() {
      return ledger.acceptedAt;
    },
    get columns() {
      return ledger.columns;
    },
    get startedBy() {
      return ledger.startedBy;
    },
    get forgottenRun() {
      return ledger.forgottenRun;
    },
    get openStarts() {
      return ledger.openStarts;
    },
    get uuids() {
      return ledger.uuids;
    },
    apply: (event) => {
      events.push(event);
      return ledger.apply(event);
    },
    brief: () => ledger.brief(),
    gapOf: (sample, file) => ledger.gapOf(sample, file),
    view: () => {
      const view = ledger.view();
      const groups = view.groups.map((group) => ({
        ...group,
        cutflow: group.cutflow.map((stage) => ({ ...stage, entries: stage.entries + repeated() })),
      }));
      return { ...view, groups };
    },
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
