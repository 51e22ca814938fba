export interface SuiteSize {
  /** Files of each of the twelve samples; one file of several partitions comes on top. */
  readonly filesPerSample: number;
  /** Threads of each processor. */
  readonly threads: number;
  /** How often a fault that may come several times comes in a run. */
  readonly mostMoments: number;
}

export const usualSize: SuiteSize = { filesPerSample: 6, threads: 2, mostMoments: 3 };
/** For every run of the tests. */
export const smallSize: SuiteSize = { filesPerSample: 2, threads: 1, mostMoments: 1 };
