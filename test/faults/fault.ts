import type { Stage } from "./stage.ts";

/** Something that goes wrong, while an analysis runs. */
export interface Fault {
  /** For the command line. */
  readonly name: string;
  /** For the table. */
  readonly title: string;
  /** On which brokers; without it, on all. */
  readonly brokers?: readonly string[];
  /**
   * Brokers whose server may count settled items as in flight after it, for ever. There it happens to a server of its own, and such items
   * are told from others by this: nothing happens to them although processors wait.
   */
  readonly miscounts?: readonly string[];
  /** Items that end among the dead letters; without it, none. */
  readonly deadLetters?: number;
  /** The services must be reachable from a network of their own. */
  readonly needsNetwork?: true;
  /** The log may be another one after it: at the end a plotter is started that has seen nothing of it, and all must list the same. */
  readonly endsWithFreshPlotter?: true;
  /** The most memory of a service, in MB; without it, the usual. */
  readonly mostMb?: number;
  /**
   * Starts services, posts the analysis, and lets the fault happen at moments that the dice choose. Resolves when the fault is over;
   * what comes then (the end, the comparison, memory, exit codes) is the same for all.
   */
  happen(stage: Stage): Promise<void>;
}
