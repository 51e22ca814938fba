/** A process may end although this timer runs. */
export function letProcessEnd(timer: NodeJS.Timeout): void {
  timer.unref();
}
