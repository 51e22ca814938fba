import type { Stage } from "./stage.ts";

/** One promise of the port, as a test. */
export interface Clause {
  /** For clauses that wait until a silent delivery is lost. */
  readonly ackWaitMs?: number;
  readonly test: (stage: Stage) => Promise<void>;
}

export type Clauses = Readonly<Record<string, Clause | Clause["test"]>>;
