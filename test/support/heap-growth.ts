const passes = 32;
const attempts = 100;

/**
 * Bytes by which the heap grows in one pass: the median of 32, so that the few in which memory is collected, or in which the engine takes
 * some for itself, do not count. Passes before the engine has optimised the code do not count either: they are tried again while
 * more than `quiet` bytes grow, at most 100 times.
 */
export function heapGrowth(run: () => void, quiet: number): number {
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least > quiet; attempt++) {
    const grown = Array.from({ length: passes }, () => {
      const before = process.memoryUsage().heapUsed;
      run();
      return process.memoryUsage().heapUsed - before;
    });
    least = Math.min(least, grown.sort((a, b) => a - b)[passes / 2]!);
  }
  return least;
}
