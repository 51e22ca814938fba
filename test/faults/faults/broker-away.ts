import { setTimeout as pause } from "node:timers/promises";
import { ackWaitMs } from "../broker-under-test.ts";
import type { Fault } from "../fault.ts";

export const killBroker: Fault = {
  name: "kill-broker",
  title: "broker killed, started again with its store",
  miscounts: ["nats"],
  async happen(stage) {
    await stage.startServices();
    const posted = await stage.post();
    for (const moment of stage.moments(2, posted)) {
      await posted.watch.afterDeltas(moment);
      await stage.broker.kill();
      await stage.broker.start();
      stage.faultIsOver();
    }
  },
};

/** Its connections stay, and nothing is answered. */
export const freezeBroker: Fault = {
  name: "freeze-broker",
  title: "broker silent for longer than the acknowledgement wait",
  async happen(stage) {
    await stage.startServices();
    const posted = await stage.post();
    const [moment = 0] = stage.moments(1, posted);
    await posted.watch.afterDeltas(moment);
    stage.broker.freeze();
    try {
      await pause(ackWaitMs * (2 + stage.dice.whole(0, 10) / 10));
    } finally {
      stage.broker.thaw();
    }
    stage.faultIsOver();
  },
};

export const cutNetwork: Fault = {
  name: "cut-network",
  title: "network cut between one processor and the rest",
  needsNetwork: true,
  async happen(stage) {
    const network = stage.network();
    const { through } = network;
    await Promise.all([stage.startPlotter(), stage.startProcessor(), stage.startProcessor({ through })]);
    const posted = await stage.post();
    const [moment = 0] = stage.moments(1, posted);
    await posted.watch.afterDeltas(moment);
    network.cut();
    try {
      await pause(ackWaitMs * (2 + stage.dice.whole(0, 10) / 10));
    } finally {
      network.heal();
    }
    stage.faultIsOver();
  },
};
