/** What a contestant prints for every pass over its file. */
export interface Pass {
  /** User and system time of the process, all threads, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface Result {
  readonly passes: readonly Pass[];
  /** Entries read in one pass. */
  readonly entries: number;
  /** Most memory that the process ever held, in MB. */
  readonly peakRssMb: number;
  /** Entries and sums of weights of each bin, flow included; absent for the floor. */
  readonly histogram?: { readonly entries: readonly number[]; readonly sumw: readonly number[] };
}

/** Runs `pass` a few times to warm up, then `count` times with the clock, and prints the result as one line of JSON. */
export async function measure(
  count: number,
  pass: () => Promise<Pick<Result, "entries" | "histogram">>,
  warmUp = 2,
): Promise<void> {
  let last = await pass();
  for (let i = 1; i < warmUp; i++) last = await pass();
  const passes: Pass[] = [];
  for (let i = 0; i < count; i++) {
    const cpu = process.cpuUsage();
    const wall = performance.now();
    last = await pass();
    const used = process.cpuUsage(cpu);
    passes.push({ cpuMs: (used.user + used.system) / 1000, wallMs: performance.now() - wall });
  }
  const result: Result = { ...last, passes, peakRssMb: process.resourceUsage().maxRSS / 1024 };
  console.log(JSON.stringify(result));
}

/** `[course, file, passes]` of the command line. */
export function argumentsOf(): { course: "2020" | "2025"; path: string; count: number } {
  const [course, path, count] = process.argv.slice(2);
  if ((course !== "2020" && course !== "2025") || path === undefined)
    throw new Error("usage: <task> 2020|2025 FILE PASSES");
  return { course, path, count: Number(count ?? 5) };
}
