import type { CourseName } from "./selection.ts";

/** What a contestant prints for every pass over its file. */
export interface Pass {
  /** User and system time of the process, all threads, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface PassResult {
  /** Entries read in one pass. */
  readonly entries: number;
  /** Entries and sums of weights of each bin, flow included; absent for the floor. */
  readonly histogram?: { readonly entries: readonly number[]; readonly sumw: readonly number[] };
}

export interface Result extends PassResult {
  readonly passes: readonly Pass[];
  /** Most memory that the process ever held, in MB. */
  readonly peakRssMb: number;
}

/** Passes before the clock starts: until then the engine is still compiling what it runs. */
const warmUp = 4;

async function timed(pass: () => Promise<PassResult>): Promise<Pass & { result: PassResult }> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const result = await pass();
  const used = process.cpuUsage(cpu);
  return { cpuMs: (used.user + used.system) / 1000, wallMs: performance.now() - wall, result };
}

/** Runs each pass a few times to warm up, then `count` times with the clock, taking turns, and prints a result for each. */
export async function measure(count: number, ...contestants: readonly (() => Promise<PassResult>)[]): Promise<void> {
  const passes: Pass[][] = contestants.map(() => []);
  const last: PassResult[] = [];
  for (let round = -warmUp; round < count; round++)
    for (const [i, contestant] of contestants.entries()) {
      const { cpuMs, wallMs, result } = await timed(contestant);
      if (round >= 0) passes[i]!.push({ cpuMs, wallMs });
      last[i] = result;
    }
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  const results = last.map((result, i): Result => ({ ...result, passes: passes[i]!, peakRssMb }));
  console.log(JSON.stringify(results));
}

/** `[course, file, passes]` of the command line. */
export function argumentsOf(): { course: CourseName; path: string; count: number } {
  const [course, path, count] = process.argv.slice(2);
  if ((course !== "2020" && course !== "2025" && course !== "toy") || path === undefined)
    throw new Error("usage: <task> 2020|2025|toy FILE PASSES");
  return { course, path, count: Number(count ?? 5) };
}
