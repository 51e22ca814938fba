export interface ThrottleOptions {
  /** Least time between two tellings of one subject. */
  readonly leastMs?: number;
  /** Most of the time that telling may take, over all subjects; what remains is for the work that is told of. */
  readonly share?: number;
}

/** Tells of changes at a bounded rate: the first at once, later ones gathered. */
export interface Throttle {
  /** The subject has changed. Cheap: called for each of 10⁵ changes a second. */
  mark(subject: string): void;
  /** Nobody wants to hear of the subject any more. */
  forget(subject: string): void;
  /** Tells nothing any more. */
  close(): void;
}

/** @param tell called for a subject that changed; the time that it takes counts against `share` */
export function createThrottle(
  tell: (subject: string) => void,
  { leastMs = 50, share = 0.1 }: ThrottleOptions = {},
): Throttle {
  const due = new Set<string>();
  const earliest = new Map<string, number>();
  const costFactor = 1 / share - 1;
  let freeAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Infinity;

  const timeOf = (subject: string): number => Math.max(freeAt, earliest.get(subject) ?? 0);

  function wakeAt(time: number): void {
    if (time >= timerAt) return;
    clearTimeout(timer);
    timerAt = time;
    timer = setTimeout(run, Math.max(0, Math.ceil(time - performance.now())));
  }

  function run(): void {
    timer = undefined;
    timerAt = Infinity;
    for (const subject of [...due]) {
      const begun = performance.now();
      if (begun < freeAt) break;
      if (!due.has(subject) || begun < timeOf(subject)) continue;
      due.delete(subject);
      tell(subject);
      const ended = performance.now();
      freeAt = ended + costFactor * (ended - begun);
      earliest.set(subject, Math.max(begun + leastMs, freeAt));
    }
    let next = Infinity;
    for (const subject of due) next = Math.min(next, timeOf(subject));
    if (next < Infinity) wakeAt(next);
  }

  return {
    mark: (subject) => {
      if (due.has(subject)) return;
      due.add(subject);
      wakeAt(timeOf(subject));
    },
    forget: (subject) => {
      due.delete(subject);
      earliest.delete(subject);
    },
    close: () => {
      clearTimeout(timer);
      timerAt = -Infinity;
    },
  };
}
