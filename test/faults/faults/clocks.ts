import type { Fault } from "../fault.ts";
import { preload } from "../preload-options.ts";

const dayMs = 86_400_000;

/** Those of the services; that of the broker is the machine's. */
export const wrongClocks: Fault = {
  name: "clocks",
  title: "clocks of services wrong by years, and set while they work",
  async happen(stage) {
    const { dice } = stage;
    const clock = () => {
      const days = dice.whole(-1000, 1000);
      const jump = dice.whole(-1000, 1000);
      return preload({ FAULT_CLOCK_MS: String(days * dayMs), FAULT_CLOCK_JUMP_MS: String(jump * dayMs) });
    };
    const [ofPlotter, ...others] = [clock(), clock(), clock()] as const;
    const services = await Promise.all([
      stage.startPlotter(ofPlotter),
      ...others.map((env) => stage.startProcessor({ env })),
    ]);
    const posted = await stage.post();
    for (const moment of stage.moments(3, posted)) {
      await posted.watch.afterDeltas(moment);
      dice.pick(services).signal("SIGUSR2");
      stage.faultIsOver();
    }
  },
};
