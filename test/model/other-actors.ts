import type { Broker } from "../../src/messaging/port.ts";
import { acceptAnalysis } from "../../src/ledger/accept-analysis.ts";
import { now, realActors, type Actors } from "./actors.ts";

/** A plotter without a book, as `hzz run` is one: it reads the log when it is asked to start an analysis. */
export const readsLog: Actors = {
  ...realActors,
  post: async (broker, prepared) => (await acceptAnalysis(broker, prepared, now)).acceptance,
};

/** As the real ones, but work is published and cancelled as if all runs were one, so that a cancellation drops what belongs to the next run. */
export const forgetsRuns: Actors = {
  queue: (broker, process, maxDeliveries) => realActors.queue(withoutRuns(broker), process, maxDeliveries),
  post: (broker, prepared, ledger) => realActors.post(withoutRuns(broker), prepared, ledger),
  delete: (broker, analysis, ledger) => realActors.delete(withoutRuns(broker), analysis, ledger),
  tidy: (broker, analysis, ledger) => realActors.tidy(withoutRuns(broker), analysis, ledger),
  watch: (broker, analysis, ledger) => realActors.watch(withoutRuns(broker), analysis, ledger),
  forget: (broker, analysis, ledger) => realActors.forget(withoutRuns(broker), analysis, ledger),
};

function withoutRuns(broker: Broker): Broker {
  return {
    ...broker,
    work: {
      ...broker.work,
      publish: (item) => broker.work.publish({ ...item, run: 0 }),
      cancel: (analysis) => broker.work.cancel(analysis, 0),
    },
  };
}
