import type { Fault } from "../fault.ts";

const kills = 2;

/** One of two, and another one is started in its place; at the end both must show the same. */
export const killPlotter: Fault = {
  name: "kill-plotter",
  title: "plotter killed, beside another one",
  async happen(stage) {
    await stage.startPlotter();
    // The latest plotter is the one that takes the analysis.
    await stage.startServices();
    const posted = await stage.post();
    for (const moment of stage.moments(kills, posted)) {
      await posted.watch.afterDeltas(moment);
      await stage.plotter.kill();
      await stage.startPlotter();
      stage.faultIsOver();
    }
  },
};
