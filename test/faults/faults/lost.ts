import { tryGetAnalysis } from "../../support/http-plotter.ts";
import type { BrokerObjects } from "../broker-under-test.ts";
import type { Fault } from "../fault.ts";
import { natsUnderTest } from "../nats-under-test.ts";
import type { Posted, Stage } from "../stage.ts";
import { until } from "../until.ts";

/** What the broker keeps is lost or replaced while services run, and stay: they make it again, and what was lost is posted again. */

/** So that an analysis whose work was lost is soon told as stalled. */
const stallsSoon = { HZZ_STALL_MS: "1000" };
const longestMs = 60_000;

export const loseStore: Fault = {
  name: "lose-store",
  title: "store of the broker lost",
  brokers: ["nats"],
  endsWithFreshPlotter: true,
  async happen(stage) {
    const broker = await natsUnderTest.start(stage.broker.host);
    await stage.moveTo(broker);
    const posted = await startTwoPlotters(stage);
    const [moment = 0] = stage.moments(1, posted);
    await posted.watch.afterDeltas(moment);
    const { logs } = posted.watch;
    await broker.kill();
    await broker.restoreStore();
    await broker.start();
    await posted.watch.afterLogs(logs + 1);
    await isUnknown(stage, posted);
    await postLost(stage, posted);
  },
};

/** As a backup of the disk does: what came after the copy is gone, and what was done after it is to be done once more. */
export const restoreStore: Fault = {
  name: "restore-store",
  title: "store of the broker replaced by an older copy",
  brokers: ["nats"],
  miscounts: ["nats"],
  endsWithFreshPlotter: true,
  async happen(stage) {
    const broker = await natsUnderTest.start(stage.broker.host);
    await stage.moveTo(broker);
    // Worked out before anything runs, as it takes a while.
    await stage.workload.expected(stage.workload.otherSpec);
    const posted = await startTwoPlotters(stage);
    const [moment = 0] = stage.moments(1, posted);
    await posted.watch.afterDeltas(moment);
    broker.freeze();
    try {
      await broker.saveStore();
    } finally {
      broker.thaw();
    }
    const later = await stage.post(stage.workload.otherSpec);
    await later.watch.afterDeltas(1);
    const { logs } = later.watch;
    await broker.kill();
    await broker.restoreStore();
    await broker.start();
    await later.watch.afterLogs(logs + 1);
    await isUnknown(stage, later);
    await postLost(stage, posted, later);
  },
};

export const deleteWork: Fault = {
  name: "delete-work",
  title: "waiting work of all lanes deleted",
  endsWithFreshPlotter: true,
  async happen(stage) {
    const posted = await startTwoPlotters(stage);
    await deleteMidway(stage, posted, "work");
    await until("the analysis is told as stalled", longestMs, async () => {
      return (await tryGetAnalysis(stage.plotter.url, posted.id))?.stalled;
    });
    await postLost(stage, posted);
  },
};

export const deleteLog: Fault = {
  name: "delete-log",
  title: "log of all analyses deleted",
  endsWithFreshPlotter: true,
  async happen(stage) {
    const posted = await startTwoPlotters(stage);
    const { logs } = posted.watch;
    await deleteMidway(stage, posted, "log");
    await posted.watch.afterLogs(logs + 1);
    await isUnknown(stage, posted);
    await postLost(stage, posted);
  },
};

/** Nothing of an analysis is lost by it. */
export const deleteHelpers: Fault = {
  name: "delete-helpers",
  title: "what connections need among themselves deleted",
  brokers: ["rabbitmq"],
  endsWithFreshPlotter: true,
  async happen(stage) {
    const posted = await startTwoPlotters(stage);
    await deleteMidway(stage, posted, "helpers");
    await areReady(stage);
    stage.faultIsOver();
  },
};

async function startTwoPlotters(stage: Stage): Promise<Posted> {
  await stage.startPlotter(stallsSoon);
  await stage.startServices(stallsSoon);
  return stage.post();
}

/** Early, and with some work held up, so that much is left. */
async function deleteMidway(stage: Stage, posted: Posted, what: BrokerObjects): Promise<void> {
  const { files } = stage.workload;
  await posted.watch.afterDeltas(stage.dice.whole(2, 5));
  files.hold();
  try {
    await stage.broker.delete(what);
  } finally {
    files.release();
  }
}

/** No plotter shows what the log does not have any more. */
async function isUnknown({ services }: Stage, { id }: Posted): Promise<void> {
  for (const { url } of services.filter(({ name }) => name === "plotter"))
    await until("a plotter does not know the analysis any more", longestMs, async () => {
      return (await fetch(`${url}/analyses/${id}`)).status === 404;
    });
}

async function areReady({ services }: Stage): Promise<void> {
  for (const { name, url } of services)
    await until(`the ${name} is ready again`, longestMs, async () => (await fetch(`${url}/readyz`)).ok);
}

/** Posts again, once, what has not ended and does not go on. */
async function postLost(stage: Stage, ...all: readonly Posted[]): Promise<void> {
  await areReady(stage);
  for (const posted of all) {
    const found = await until(`${posted.id} has ended, has stalled or is unknown`, longestMs, async () => {
      const document = await tryGetAnalysis(stage.plotter.url, posted.id);
      if (document === undefined) return "lost";
      if (document.status !== "running") return "ended";
      return document.stalled === true && "lost";
    });
    if (found === "lost") await stage.postAgain(posted);
  }
  stage.faultIsOver();
}
