import { startGateProxy } from "../gate-proxy.ts";
import type { Fault } from "../fault.ts";
import type { Posted, Stage } from "../stage.ts";

const kills = 3;

/** Whichever of two, whatever it is doing, a few times. */
export const killProcessorsAnywhere: Fault = {
  name: "kill-processors",
  title: "processors killed, at random moments",
  async happen(stage) {
    const processors = await stage.startServices();
    await killProcessors(stage, await stage.post(), processors);
  },
};

/** Each time another one takes the place of the one that is killed. */
export async function killProcessors(
  stage: Stage,
  posted: Posted,
  [...processors]: readonly { kill(): Promise<void> }[],
): Promise<void> {
  for (const moment of stage.moments(kills, posted)) {
    await posted.watch.afterDeltas(moment);
    const victim = stage.dice.whole(0, processors.length - 1);
    await processors[victim]!.kill();
    processors[victim] = await stage.startProcessor();
    stage.faultIsOver();
  }
}

export const killProcessorBeforeStore: Fault = {
  name: "kill-before-store",
  title: "processor killed before its result is stored",
  happen: (stage) => killAtAppend(stage, "before store"),
};

export const killProcessorBeforeSettle: Fault = {
  name: "kill-before-settle",
  title: "processor killed between store and settle",
  happen: (stage) => killAtAppend(stage, "before settle"),
};

/**
 * One processor reaches the broker by way of a proxy, which stops the traffic at one of its appends: just before it, or just after, so
 * that the broker has stored it and the processor does not know. Then it is killed, and two others take over.
 */
async function killAtAppend(stage: Stage, where: "before store" | "before settle"): Promise<void> {
  const { broker, dice } = stage;
  const proxy = await startGateProxy(broker.host, broker.port, broker.appendMark);
  stage.onEnd(() => proxy[Symbol.asyncDispose]());
  // One thread, so that there is one item in hand, and every record in the log went through the proxy.
  const env = { HZZ_BROKER: broker.urlThrough("127.0.0.1", proxy.port), HZZ_WORKERS: "1" };
  const [, victim] = await Promise.all([stage.startPlotter(), stage.startProcessor({ env })]);
  const marksBefore = proxy.marks;
  const nth = dice.whole(2, 20);
  const held = where === "before store" ? proxy.holdBefore(nth) : proxy.holdAnswer(nth);
  const posted = await stage.post();
  await held;
  // With "accepted". What was held back before it was stored does not count.
  await posted.watch.afterRecords(1 + proxy.marks - marksBefore);
  await victim.kill();
  await Promise.all([stage.startProcessor(), stage.startProcessor()]);
  stage.faultIsOver();
}

/** The file server stops in the middle of a body, and whoever reads it is killed. */
export const killProcessorsInRead: Fault = {
  name: "kill-in-read",
  title: "processors killed in the middle of a read",
  async happen(stage) {
    const processors = await stage.startServices();
    const stalled = stage.workload.files.stallAfter(stage.dice.whole(2, 15));
    await stage.post();
    await stalled;
    // Nobody knows from outside which of the two it is.
    await Promise.all(processors.map((processor) => processor.kill()));
    await Promise.all([stage.startProcessor(), stage.startProcessor()]);
    stage.faultIsOver();
  },
};
