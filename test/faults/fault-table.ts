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
import { poisonFiles } from "./faults/poison.ts";
import { slowReaders } from "./faults/slow-readers.ts";
import { fullDisk, limitStore } from "./faults/store-full.ts";
import type { Fault } from "./fault.ts";

/** In the order of the table in docs/faults.md. */
export const faults: readonly Fault[] = [
  killProcessorsAnywhere,
  killProcessorBeforeStore,
  killProcessorBeforeSettle,
  killProcessorsInRead,
  killPlotter,
  killBroker,
  freezeBroker,
  cutNetwork,
  repeatEverything,
  slowReaders,
  limitStore,
  fullDisk,
  wrongClocks,
  poisonFiles,
  twoAnalyses,
  cancelAndPostAgain,
];
