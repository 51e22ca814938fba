import { bombs } from "./faults/bombs.ts";
import { cutNetwork, freezeBroker, killBroker } from "./faults/broker-away.ts";
import { cancelAndPostAgain, twoAnalyses } from "./faults/cancel.ts";
import { wrongClocks } from "./faults/clocks.ts";
import { repeatEverything } from "./faults/deliveries.ts";
import { killPlotter } from "./faults/kill-plotter.ts";
import {
  killProcessorBeforeSettle,
  killProcessorBeforeStore,
  killProcessorsAnywhere,
  killProcessorsInRead,
} from "./faults/kill-processors.ts";
import { largeSums } from "./faults/large-sums.ts";
import { poisonFiles } from "./faults/poison.ts";
import { deleteHelpers, deleteLog, deleteWork, loseStore, restoreStore } from "./faults/lost.ts";
import { slowReaders } from "./faults/slow-readers.ts";
import { fullDisk, limitStore } from "./faults/store-full.ts";
import type { Fault } from "./fault.ts";

/** The broker is away. */
const away: readonly Fault[] = [killBroker, freezeBroker, cutNetwork];

/** What it keeps is full, or gone. */
const stores: readonly Fault[] = [limitStore, fullDisk, loseStore, restoreStore, deleteWork, deleteLog, deleteHelpers];

const faultsOfBrokers: readonly Fault[] = [...away, ...stores];

/** In the order of the table in docs/faults.md. */
export const faults: readonly Fault[] = [
  killProcessorsAnywhere,
  killProcessorBeforeStore,
  killProcessorBeforeSettle,
  killProcessorsInRead,
  killPlotter,
  ...away,
  repeatEverything,
  largeSums,
  slowReaders,
  ...stores,
  wrongClocks,
  poisonFiles,
  bombs,
  twoAnalyses,
  cancelAndPostAgain,
];

/** What `npm test` leaves to `npm test -- --all`, with the test that shows it every time. */
export const shownElsewhere: ReadonlyMap<Fault, string> = new Map([
  [killProcessorsAnywhere, "services.broker: lose nothing when processors, the server and the plotter are killed"],
  [killPlotter, "services.broker: lose nothing when processors, the server and the plotter are killed"],
  [killBroker, "services.broker: lose nothing when processors, the server and the plotter are killed"],
  [repeatEverything, "services.broker: count once what is delivered twice, work and results alike"],
  [freezeBroker, "jetstream.broker: takes a server for unreachable that keeps its connections and answers nothing"],
  [loseStore, "nats-lost-store.broker: show nothing of a store that was lost, and go on with the new one"],
  [deleteWork, "nats-lost-store.broker: do not wait for an analysis whose work stream was deleted"],
  [deleteLog, "nats-lost-store.broker: begin anew when the log alone was deleted"],
  [deleteHelpers, "rabbitmq-lost-objects.broker: end the analysis that runs while %s is deleted"],
  [bombs, "plotter-memory.broker: starts, answers for all, and stays small, again and again"],
  [slowReaders, "plotter-http-streams: costs nothing, and gets the latest state when it reads again"],
]);

export function faultsOf(what: "brokers" | "services"): readonly Fault[] {
  return faults.filter((fault) => faultsOfBrokers.includes(fault) === (what === "brokers"));
}
