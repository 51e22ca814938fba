import type { Broker } from "../../src/messaging/port.ts";
import { acceptAnalysis } from "../../src/plotter/accept-analysis.ts";
import { decodeWorkItem } from "../../src/protocol/codec.ts";
import { now, realActors, type Actors } from "./actors.ts";

/** A plotter without a book, as `hzz run` is one: it reads the log when it is asked to start an analysis. */
export const readsLog: Actors = {
  ...realActors,
  post: async (broker, spec) => (await acceptAnalysis(broker, spec, now)).acceptance,
};

/**
 * As the real ones, but work is published, and cancelled, under a name that holds its run. So a cancellation can drop nothing of another
 * run, whenever it comes. This is not what the program does.
 */
export const namesWorkByRun: Actors = {
  queue: (broker, process, maxDeliveries) => realActors.queue(namingByRun(broker), process, maxDeliveries),
  post: (broker, spec, ledger) => realActors.post(namingByRun(broker), spec, ledger),
  delete: (broker, analysis, ledger) => {
    const { run } = ledger;
    const ofRun = { ...broker, cancelWork: (name: string) => broker.cancelWork(`${name}-${run}`) };
    return realActors.delete(ofRun, analysis, ledger);
  },
};

function namingByRun(broker: Broker): Broker {
  return {
    ...broker,
    publishWork: (work) => {
      const { run } = decodeWorkItem(work.body);
      return broker.publishWork({ ...work, analysis: `${work.analysis}-${run}` });
    },
  };
}
