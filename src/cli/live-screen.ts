import { bold, dim, warning } from "./ansi.ts";
import { PaceMeter } from "./pace.ts";
import { progressBars, type TerminalStream } from "./progress.ts";
import { renderTerminalHistogram } from "./terminal-histogram.ts";
import { printable, printableLabel, truncate } from "./terminal-text.ts";
import type { WatchedView } from "./watch-analysis.ts";

export interface LiveScreenOptions {
  readonly stream: TerminalStream;
  /** Milliseconds, only differences count. */
  readonly now: () => number;
  readonly color: boolean;
  /** Stands in the last line. */
  readonly footer: string;
}

/** Five frames a second are enough to see growth, and little for a slow line. */
const frameMs = 200;
/** The clock in the picture goes on although nothing arrives. */
const leastFrameMs = 1000;

// The second screen of a terminal: what was there before comes back when it is left. No cursor, and no wrapping of long lines.
const enter = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const leave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/**
 * An analysis drawn over the whole terminal: progress above, its first histogram below, again in the same place when
 * something has come, at most five times a second. One write makes one frame.
 *
 * Not yet open: nothing is written before the first `update`. Open: until `close`, which gives the terminal back as it was.
 */
export class LiveScreen {
  private readonly options: LiveScreenOptions;
  private readonly start: number;
  private readonly meter = new PaceMeter();
  private timer: NodeJS.Timeout | undefined;
  private last: WatchedView | undefined;
  private problem: string | undefined;
  private isStale = false;
  private drawnAt = -Infinity;

  constructor(options: LiveScreenOptions) {
    this.options = options;
    this.start = options.now();
  }

  update(watched: WatchedView): void {
    this.last = watched;
    this.isStale = true;
    if (this.timer === undefined) this.open();
  }

  /** What is wrong with the connection; undefined: nothing any more. */
  connection(problem: string | undefined): void {
    this.problem = problem;
    this.isStale = true;
  }

  close(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.options.stream.off?.("resize", this.draw);
    this.options.stream.write(leave);
  }

  private open(): void {
    this.options.stream.write(enter);
    this.options.stream.on?.("resize", this.draw);
    this.timer = setInterval(() => {
      if (this.isStale || this.options.now() - this.drawnAt >= leastFrameMs) this.draw();
    }, frameMs);
    this.draw();
  }

  private readonly draw = (): void => {
    const { stream, now } = this.options;
    // What a slow terminal has not taken yet would only pile up.
    if (this.last === undefined || stream.writableNeedDrain === true) return;
    this.isStale = false;
    this.drawnAt = now();
    const lines = this.frame(this.last, stream.columns ?? 80, stream.rows ?? 24);
    stream.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join("\n")}\x1b[J`);
  };

  /** As many lines as the terminal has, or fewer. */
  private frame({ view, missingCount }: WatchedView, columns: number, rows: number): string[] {
    const { color, footer, now } = this.options;
    const width = Math.max(16, columns - 1);
    const title = bold(truncate(printableLabel(view.spec.title), width), color);
    const bars = progressBars(view, width, color, (now() - this.start) / 1000, this.meter.measure(view, now()));
    const plot = (plotRows: number) =>
      renderTerminalHistogram(view, { columns: Math.min(columns, 120), rows: plotRows, color, missingCount }).split(
        "\n",
      );
    const around = plot(leastPlotRows).length - leastPlotRows;
    const roomBeside = (above: number) => rows - above - around - 2;
    // On a low terminal the bars give way to the plot: their last line sums them up.
    const above = roomBeside(1 + bars.length) < goodPlotRows ? bars.slice(-1) : bars;
    const plotRows = Math.min(mostPlotRows, Math.max(leastPlotRows, roomBeside(1 + above.length)));
    const body = [title, ...above, "", ...plot(plotRows)].slice(0, Math.max(0, rows - 1));
    const state = this.problem === undefined ? dim(footer, color) : warning(this.problemLine(width), color);
    return [...body, state];
  }

  private problemLine(width: number): string {
    return truncate(`Connection lost, trying again: ${printable(this.problem ?? "")}`, width);
  }
}

const leastPlotRows = 5;
const goodPlotRows = 8;
const mostPlotRows = 30;
