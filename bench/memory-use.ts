/** Heap and buffers in use after garbage collection, in MB; 0 without `--expose-gc`. */
export function heapMb(): number {
  const collect = globalThis.gc;
  if (collect === undefined) return 0;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

/** What the process holds of the machine's memory, in MB: now, and at most so far. */
export function rssMb(): { readonly now: number; readonly peak: number } {
  return { now: process.memoryUsage.rss() / 2 ** 20, peak: process.resourceUsage().maxRSS / 1024 };
}

/** User and system time of the process, all threads, in ms. */
export function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
