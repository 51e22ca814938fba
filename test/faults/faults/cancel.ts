import type { Fault } from "../fault.ts";
import { until } from "../until.ts";
import { tryGetAnalysis } from "../../support/http-plotter.ts";

export const cancelAndPostAgain: Fault = {
  name: "cancel",
  title: "cancelled in the middle, then posted again",
  async happen(stage) {
    await stage.startServices();
    const posted = await stage.post();
    const [moment = 0] = stage.moments(1, posted);
    await posted.watch.afterDeltas(moment);
    const { url } = stage.plotter;
    const { status } = await fetch(`${url}/analyses/${posted.id}`, { method: "DELETE" });
    if (status !== 202) throw new Error(`DELETE answered ${status} with ${posted.watch.deltas} partitions in`);
    await until("the analysis is cancelled", 20_000, async () => {
      return (await tryGetAnalysis(url, posted.id))?.status === "cancelled";
    });
    await stage.post();
    stage.faultIsOver();
  },
};

/** On the same lanes; one processor is killed meanwhile, so that items of both go to the other. */
export const twoAnalyses: Fault = {
  name: "two-analyses",
  title: "two analyses at once, one processor killed",
  async happen(stage) {
    const processors = await stage.startServices();
    const [first] = await Promise.all([stage.post(), stage.post(stage.workload.otherSpec)]);
    const [moment = 0] = stage.moments(1, first);
    await first.watch.afterDeltas(moment);
    await stage.dice.pick(processors).kill();
    await stage.startProcessor();
    stage.faultIsOver();
  },
};
