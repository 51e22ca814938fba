import { setTimeout as pause } from "node:timers/promises";
import { ackWaitMs } from "../broker-under-test.ts";
import type { Fault } from "../fault.ts";
import { natsUnderTest } from "../nats-under-test.ts";
import { makeSmallDisk } from "../small-disk.ts";

/** A limit that its operator has set; when it is raised again, all goes on. */
export const limitStore: Fault = {
  name: "limit-store",
  title: "limit of the broker's store reached",
  async happen(stage) {
    await stage.startServices();
    const posted = await stage.post();
    const [moment = 0] = stage.moments(1, posted);
    const { files } = stage.workload;
    await posted.watch.afterDeltas(moment);
    // So that there are results to be stored after the limit is set, which may take its time.
    files.hold();
    try {
      await stage.broker.limitStore();
      files.release();
      await pause(1.5 * ackWaitMs);
      if (posted.watch.deltas >= posted.expected.partitions) throw new Error("The limit held up nothing");
    } finally {
      files.release();
      await stage.broker.makeRoom();
    }
    stage.faultIsOver();
  },
};

/**
 * The disk itself. nats-server 2.9 stores nothing more in a stream that once failed to write, also when there is room again: it must be
 * started again, which is what its operator would do.
 */
export const fullDisk: Fault = {
  name: "full-disk",
  title: "disk of the broker full, until room is made and it is started again",
  brokers: ["nats"],
  miscounts: ["nats"],
  async happen(stage) {
    const disk = makeSmallDisk(24);
    stage.onEnd(() => {
      disk.remove();
    });
    await stage.moveTo(await natsUnderTest.startIn(disk.folder, stage.broker.host));
    await stage.startServices();
    const posted = await stage.post();
    const [moment = 0] = stage.moments(1, posted);
    const { files } = stage.workload;
    await posted.watch.afterDeltas(moment);
    files.hold();
    try {
      disk.fill();
    } finally {
      files.release();
    }
    await pause(1.5 * ackWaitMs);
    if (posted.watch.deltas >= posted.expected.partitions) throw new Error("The full disk held up nothing");
    disk.makeRoom();
    await stage.broker.kill();
    await stage.broker.start();
    stage.faultIsOver();
  },
};
