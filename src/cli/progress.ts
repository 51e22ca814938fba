import type { AnalysisView, GroupView } from "../protocol/documents/analysis-view.ts";
import { paint, paletteColor } from "./ansi.ts";
import { type Pace, PaceMeter, paceTexts } from "./pace.ts";
import { displayWidth, padEnd, printable, printableLines, truncate } from "./terminal-text.ts";

/** Where progress is written: a terminal or any other stream. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** A terminal that tells when its size has changed. */
export interface TerminalStream extends ProgressStream {
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
  /** It has not taken yet what was written before. */
  readonly writableNeedDrain?: boolean;
}

export interface ProgressOptions {
  readonly stream: ProgressStream;
  /** Milliseconds, only differences count. */
  readonly now: () => number;
  readonly color: boolean;
  readonly quiet: boolean;
}

export interface Progress {
  /** Call it as often as you like; it writes at most every 100 ms on a terminal, and only news elsewhere. */
  update(view: AnalysisView): void;
  /** The last state, and the end of redrawing. Call it before anything else is written to the same terminal. */
  finish(view: AnalysisView): void;
  /** Text that stays, above what is drawn from now on. */
  note(text: string): void;
}

/** Bars that are redrawn in place on a terminal, plain lines elsewhere, nothing when quiet. */
export function createProgress(options: ProgressOptions): Progress {
  if (options.quiet) return { update: () => undefined, finish: () => undefined, note: () => undefined };
  return options.stream.isTTY === true ? new ProgressBars(options) : new ProgressLines(options);
}

const frameMs = 100;

class ProgressBars implements Progress {
  private readonly options: ProgressOptions;
  private readonly start: number;
  private readonly meter = new PaceMeter();
  private lastFrame = -Infinity;
  private drawnLines = 0;

  constructor(options: ProgressOptions) {
    this.options = options;
    this.start = options.now();
  }

  update(view: AnalysisView): void {
    const now = this.options.now();
    if (now - this.lastFrame < frameMs) return;
    this.lastFrame = now;
    this.draw(view, now);
  }

  finish(view: AnalysisView): void {
    this.draw(view, this.options.now());
    this.drawnLines = 0;
  }

  note(text: string): void {
    // The bars of before stay above it.
    this.drawnLines = 0;
    this.options.stream.write(`${printableLines(text)}\n`);
  }

  private draw(view: AnalysisView, now: number): void {
    const { stream, color } = this.options;
    // One column is left free: some terminals wrap on the last one, and the cursor would go up too little.
    const columns = Math.max(16, (stream.columns ?? 80) - 1);
    const all = progressBars(view, columns, color, (now - this.start) / 1000, this.meter.measure(view, now));
    // The cursor cannot go up beyond the screen: on a low one only the last lines are drawn.
    const lines = all.slice(-Math.max(1, (stream.rows ?? 24) - 1));
    const up = this.drawnLines === 0 ? "" : `\x1b[${this.drawnLines}A`;
    stream.write(`${up}${lines.map((line) => `\x1b[2K${line}\n`).join("")}`);
    this.drawnLines = lines.length;
  }
}

/** Short, as it must fit behind other words. */
const stalledWords = "stalled: nothing new is coming; submit it again";

/** A bar for each group, and a line for all; none wider than `columns`. Of the pace stands there what has room. */
export function progressBars(
  view: AnalysisView,
  columns: number,
  color: boolean,
  seconds: number,
  pace?: Pace,
): string[] {
  const { entriesSeen, filesComplete, files } = view.progress;
  let line = `${entriesSeen} entries, ${filesComplete} of ${files} files, ${seconds.toFixed(1)} s`;
  if (view.stalled === true) line += `; ${stalledWords}`;
  for (const text of pace === undefined ? [] : paceTexts(pace))
    if (displayWidth(`${line}, ${text}`) <= columns) line += `, ${text}`;
  return [...view.groups.map((group) => barLine(view, group, columns, color)), truncate(line, columns)];
}

function barLine(view: AnalysisView, group: GroupView, columns: number, color: boolean): string {
  const nameWidth = Math.min(16, Math.floor(columns / 3), Math.max(...view.groups.map((each) => each.name.length)));
  const fraction = fractionDone(group);
  const { files, filesComplete } = group.progress;
  const failed = failedFiles(view, group);
  const tail = ` ${String(Math.floor(100 * fraction)).padStart(3)}%  ${filesComplete}/${files} files${failed > 0 ? `, ${failed} failed` : ""}`;
  const width = Math.min(40, Math.max(5, columns - nameWidth - 1 - 30));
  const full = Math.floor(fraction * width);
  const name = padEnd(truncate(printable(group.name), nameWidth), nameWidth);
  const rest = truncate(tail, columns - nameWidth - 1 - width);
  const bar = "█".repeat(full);
  return `${name} ${color ? paint(bar, paletteColor(group.color)) : bar}${"░".repeat(width - full)}${rest}`;
}

/** Entries seen of all entries; those of files that are not open yet are unknown, so they count by file. */
function fractionDone({ progress }: Pick<GroupView, "progress">): number {
  const { files, filesPlanned, filesComplete, entries, entriesSeen } = progress;
  if (files === 0 || filesComplete === files) return 1;
  return entries === 0 ? filesComplete / files : (filesPlanned / files) * (entriesSeen / entries);
}

function failedFiles(view: AnalysisView, group: GroupView): number {
  const samples = new Set(group.samples.map((sample) => sample.name));
  const failed = view.missing.filter((part) => part.failure !== undefined && samples.has(part.sample));
  return new Set(failed.map((part) => `${part.sample} ${part.file}`)).size;
}

/** Least time between two lines about the same sample, unless the sample is done. */
const lineMs = 5000;

class ProgressLines implements Progress {
  private readonly options: ProgressOptions;
  /** Per sample: files complete and time of its last line. */
  private readonly told = new Map<string, { files: number; at: number }>();
  private readonly toldFailures = new Set<string>();
  private wasStalled = false;

  constructor(options: ProgressOptions) {
    this.options = options;
  }

  update(view: AnalysisView): void {
    this.tell(view, lineMs);
  }

  finish(view: AnalysisView): void {
    this.tell(view, 0);
  }

  note(text: string): void {
    this.options.stream.write(`${printableLines(text)}\n`);
  }

  private tell(view: AnalysisView, patienceMs: number): void {
    const now = this.options.now();
    for (const sample of view.groups.flatMap((group) => group.samples)) {
      const { files, filesComplete, entriesSeen } = sample.progress;
      const last = this.told.get(sample.name) ?? { files: 0, at: -Infinity };
      if (filesComplete === last.files || (filesComplete < files && now - last.at < patienceMs)) continue;
      this.told.set(sample.name, { files: filesComplete, at: now });
      this.write(`${sample.name}: ${filesComplete} of ${files} files, ${entriesSeen} entries`);
    }
    const isStalled = view.stalled === true;
    if (isStalled && !this.wasStalled) this.write(stalledWords);
    this.wasStalled = isStalled;
    for (const { sample, file, failure } of view.missing) {
      const key = `${sample} ${file}`;
      if (failure === undefined || this.toldFailures.has(key)) continue;
      this.toldFailures.add(key);
      this.write(`${sample}: ${file} failed: ${failure.name}`);
    }
  }

  private write(line: string): void {
    this.options.stream.write(`${printable(line)}\n`);
  }
}
