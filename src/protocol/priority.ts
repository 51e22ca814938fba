/**
 * Whether the work of an analysis takes turns with that of others (`interactive`), or comes when little else waits (`batch`). It belongs to a
 * start and not to the analysis: the same specification has the same id with either.
 */
export const priorities = ["interactive", "batch"] as const;
export type Priority = (typeof priorities)[number];
