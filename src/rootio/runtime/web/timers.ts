/** On the web no timer keeps a program up. */
export function letProcessEnd(timer: unknown): void {
  void timer;
}
