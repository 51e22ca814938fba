import { describe, expect, it, onTestFinished } from "vitest";
import { fileFailed, inventedIds, spec } from "../../test/support/fixture-log.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerRefusedError, BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { acceptAnalysis } from "./accept-analysis.ts";
import { cancelAnalysis } from "./cancel-analysis.ts";
import { createLedgerBook } from "./ledger-book.ts";
import { RunStarts } from "./run-starts.ts";
import { StartWithdrawal } from "./withdraw-starts.ts";

const now = new Date("2026-01-02T03:04:05Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const logger = createLogger({ level: "error", format: "json", write: () => undefined });

const [group] = spec.groups;
const [sample] = group!.samples;
const files = Array.from({ length: 2000 }, (_, i) => `${i}.root`);
const prepared = await prepareAnalysis({ ...spec, groups: [{ ...group!, samples: [{ ...sample!, files }] }] });
const { id } = prepared;

type Call = "publish" | "append" | "cancel";

/** The broker, failing at what `fails` says; the call does not happen then. */
function failing(broker: Broker, fails: (call: Call, count: number) => Error | undefined): Broker {
  const counts = { publish: 0, append: 0, cancel: 0 };
  const check = (call: Call): void => {
    const error = fails(call, counts[call]++);
    if (error !== undefined) throw error;
  };
  const { work, log } = broker;
  return {
    ...broker,
    work: {
      ...work,
      publish: async (item) => (check("publish"), work.publish(item)),
      cancel: async (analysis, run) => (check("cancel"), work.cancel(analysis, run)),
    },
    log: { ...log, append: async (record) => (check("append"), log.append(record)) },
  };
}

async function eventsOf(broker: Broker): Promise<string[]> {
  const events: string[] = [];
  for await (const { body } of broker.log.read(id)) {
    const event = decodeLogEvent(body);
    events.push("run" in event ? `${event.kind} ${event.run}` : event.kind);
  }
  return events;
}

async function waitingIn(broker: Broker): Promise<number> {
  return (await broker.work.state("default")).waiting;
}

let stop = new AbortController();

function openBroker(): Broker {
  const broker = createMemoryBroker();
  stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    await broker[Symbol.asyncDispose]();
  });
  return broker;
}

/** A plotter's book and what takes back starts, as it is after reading the log. */
async function tidier(broker: Broker) {
  const book = createLedgerBook({ ...inventedIds, broker, logger, signal: stop.signal });
  await book.caughtUp;
  return { book, withdrawal: new StartWithdrawal({ broker, book, logger }) };
}

const away = new BrokerUnavailableError("publishWork");

describe("a start that fails", () => {
  it.each([
    [
      "in the middle of its work",
      (call: Call, count: number) => (call === "publish" && count >= 1000 ? away : undefined),
    ],
    ["at its last word", (call: Call, count: number) => (call === "append" && count === 1 ? away : undefined)],
  ])("%s is taken back, and the next one begins another run", async (_, fails) => {
    const broker = openBroker();
    await expect(acceptAnalysis(failing(broker, fails), prepared, now)).rejects.toBe(away);
    expect(await waitingIn(broker)).toBe(0);
    expect(await eventsOf(broker)).toEqual(["begun 1", "cancelled 1"]);
    const { book } = await tidier(broker);
    expect(book.list()).toEqual([]);
    // The broker may know the keys of the first run, and would drop them.
    expect(await acceptAnalysis(broker, prepared, now)).toMatchObject({ acceptance: "new", run: 2 });
    expect(await waitingIn(broker)).toBe(2000);
    expect(await eventsOf(broker)).toEqual(["begun 1", "cancelled 1", "begun 2", "accepted 2"]);
  });

  it("leaves an analysis that was taken up again as it stood", async () => {
    const broker = openBroker();
    await acceptAnalysis(broker, prepared, now);
    await broker.work.cancel(id, 1);
    await appendEvents(
      broker,
      files.map((_, index) => ({ ...fileFailed(sample!.name, index), analysis: id })),
    );
    const fails = (call: Call, count: number) => (call === "publish" && count >= 10 ? away : undefined);
    await expect(acceptAnalysis(failing(broker, fails), prepared, now)).rejects.toBe(away);
    const { book } = await tidier(broker);
    expect(book.get(id)).toMatchObject({ status: "incomplete", ledger: { run: 1, highestRun: 2 } });
    expect(await waitingIn(broker)).toBe(0);
  });

  it("tells what went wrong first if nothing can be taken back, and a plotter takes it back ten minutes later", async () => {
    const broker = openBroker();
    const refused = new BrokerRefusedError("publishWork", "full");
    let isAway = false;
    const fails = (call: Call, count: number) => {
      if (isAway) return away;
      isAway = call === "publish" && count >= 1000;
      return isAway ? refused : undefined;
    };
    await expect(acceptAnalysis(failing(broker, fails), prepared, now)).rejects.toBe(refused);
    const sent = await waitingIn(broker);
    expect(sent).toBeGreaterThan(0);
    const { book, withdrawal } = await tidier(broker);
    await withdrawal.look(later(9));
    expect(await waitingIn(broker)).toBe(sent);
    await withdrawal.look(later(11));
    expect(await waitingIn(broker)).toBe(0);
    await withdrawal.look(later(12));
    expect(await eventsOf(broker)).toEqual(["begun 1", "cancelled 1"]);
    await expect.poll(() => book.get(id)?.ledger.highestRun).toBe(1);
    expect(await acceptAnalysis(broker, prepared, later(12), (await book.open(id))?.ledger)).toMatchObject({ run: 2 });
    await withdrawal.look(later(60));
    expect(await waitingIn(broker)).toBe(2000);
  });

  it("is finished by the next one, if that comes before it is taken back", async () => {
    const broker = openBroker();
    let isAway = false;
    const fails = (call: Call, count: number) => ((isAway ||= call === "publish" && count >= 1000) ? away : undefined);
    await expect(acceptAnalysis(failing(broker, fails), prepared, now)).rejects.toBe(away);
    expect(await acceptAnalysis(broker, prepared, later(9))).toMatchObject({ acceptance: "new", run: 1 });
    // Those that were sent before may be there twice, and count once: their keys are of the start that failed.
    const sent = await waitingIn(broker);
    expect(sent).toBeGreaterThanOrEqual(2000);
    const { book, withdrawal } = await tidier(broker);
    await withdrawal.look(later(60));
    expect(await waitingIn(broker)).toBe(sent);
    expect(book.get(id)?.status).toBe("running");
  });

  it("has its work dropped also if somebody died between saying so and doing it", async () => {
    const broker = openBroker();
    const refused = new BrokerRefusedError("publishWork", "full");
    const fails = (call: Call, count: number) => {
      if (call === "cancel") return away;
      return call === "publish" && count >= 1000 ? refused : undefined;
    };
    await expect(acceptAnalysis(failing(broker, fails), prepared, now)).rejects.toBe(refused);
    expect(await eventsOf(broker)).toEqual(["begun 1", "cancelled 1"]);
    expect(await waitingIn(broker)).toBeGreaterThan(0);
    const { withdrawal } = await tidier(broker);
    await withdrawal.look(later(11));
    expect(await waitingIn(broker)).toBe(0);
    expect(await eventsOf(broker)).toEqual(["begun 1", "cancelled 1"]);
  });

  it("is tried again if the broker is away when it is to be taken back", async () => {
    const broker = openBroker();
    const fails = (call: Call, count: number) => (count >= (call === "publish" ? 1000 : 1) ? away : undefined);
    await expect(acceptAnalysis(failing(broker, fails), prepared, now)).rejects.toBe(away);
    const flaky = failing(broker, (call, count) => (call === "cancel" && count === 0 ? away : undefined));
    const { withdrawal } = await tidier(flaky);
    await expect(withdrawal.look(later(11))).rejects.toBe(away);
    expect(await waitingIn(broker)).toBeGreaterThan(0);
    await withdrawal.look(later(12));
    expect(await waitingIn(broker)).toBe(0);
  });

  it("that is slower than anybody waits ends as cancelled, so that nobody waits for it", async () => {
    const broker = openBroker();
    const { book, withdrawal } = await tidier(broker);
    let appended = 0;
    const slow: Broker = {
      ...broker,
      log: {
        ...broker.log,
        append: async (record) => {
          if (++appended === 2) {
            await expect.poll(() => book.get(id) !== undefined).toBe(true);
            await withdrawal.look(later(11));
          }
          return broker.log.append(record);
        },
      },
    };
    await acceptAnalysis(slow, prepared, now);
    await expect.poll(() => book.get(id)?.status).toBe("cancelled");
    expect(await waitingIn(broker)).toBe(0);
    expect(await acceptAnalysis(broker, prepared, now)).toMatchObject({ acceptance: "again", run: 2 });
  });
});

describe("what is known of starts", () => {
  it("is the same in any order", () => {
    const tell: ((starts: RunStarts) => unknown)[] = [
      (starts) => {
        starts.begun(1, now.toISOString());
      },
      (starts) => {
        starts.begun(1, later(1).toISOString());
      },
      (starts) => {
        starts.begun(2, now.toISOString());
      },
      (starts) => {
        starts.accepted(2);
      },
      (starts) => starts.cancelled(1),
    ];
    for (let turn = 0; turn < tell.length; turn++)
      for (const order of [tell, tell.toReversed()]) {
        const starts = new RunStarts();
        for (let i = 0; i < order.length * 2; i++) order[(i + turn) % order.length]!(starts);
        expect(starts.open).toEqual([{ run: 1, at: later(1).toISOString(), isCancelled: true }]);
      }
  });

  it("makes no difference to an analysis whose run was accepted and cancelled since", async () => {
    const broker = openBroker();
    await acceptAnalysis(broker, prepared, now);
    await cancelAnalysis(broker, id, now, 1);
    const events: LogEvent[] = [];
    for await (const { body } of broker.log.read(id)) events.push(decodeLogEvent(body));
    expect(events.map(({ kind }) => kind)).toEqual(["begun", "accepted", "cancelled"]);
    const { book } = await tidier(broker);
    expect([...book.openStarts(later(60))]).toEqual([]);
    expect(book.get(id)?.status).toBe("cancelled");
  });
});
