import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { fixtureView } from "../../test/support/fixture-view.ts";
import { LiveScreen } from "./live-screen.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal that keeps each write apart. */
class FakeTerminal {
  readonly isTTY = true;
  columns = 80;
  rows = 40;
  writableNeedDrain = false;
  readonly written: string[] = [];
  readonly listeners = new Set<() => void>();
  write(text: string): void {
    this.written.push(text);
  }
  on(_event: "resize", listener: () => void): void {
    this.listeners.add(listener);
  }
  off(_event: "resize", listener: () => void): void {
    this.listeners.delete(listener);
  }
  resize(columns: number, rows: number): void {
    [this.columns, this.rows] = [columns, rows];
    for (const listener of this.listeners) listener();
  }
}

function open(color = false) {
  const terminal = new FakeTerminal();
  const screen = new LiveScreen({ stream: terminal, now: () => Date.now(), color, footer: "Ctrl-C ends" });
  return { terminal, screen };
}

const running = (changes: Partial<AnalysisView> = {}) => ({
  view: fixtureView({ status: "running", ...changes }),
  missingCount: 0,
});

/** Lines of a frame as they stand on the terminal. */
function linesOf(frame: string): string[] {
  expect(frame.startsWith("\x1b[H")).toBe(true);
  expect(frame.endsWith("\x1b[J")).toBe(true);
  return frame.slice(3, -3).split("\x1b[K").join("").split("\n");
}

describe("LiveScreen", () => {
  it("writes nothing before it has something to show", () => {
    const { terminal, screen } = open();
    screen.connection("nobody there");
    screen.close();
    expect(terminal.written).toEqual([]);
  });

  it("takes the second screen of the terminal, and gives the first one back with its cursor", () => {
    const { terminal, screen } = open();
    screen.update(running());
    screen.close();
    screen.close();
    expect(terminal.written.at(0)).toBe("\x1b[?1049h\x1b[?25l\x1b[?7l");
    expect(terminal.written.at(-1)).toBe("\x1b[?7h\x1b[?25h\x1b[?1049l");
    expect(terminal.written).toHaveLength(3);
    expect(terminal.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("shows title, progress, plot and footer", () => {
    const { terminal, screen } = open();
    screen.update(running());
    const lines = linesOf(terminal.written[1]!);
    expect(lines[0]).toBe("A small analysis");
    expect(lines[1]).toMatch(/^data +█+ 100% {2}2\/2 files$/);
    expect(lines.slice(4)).toEqual(
      expect.arrayContaining(["Not finished: the plot shows what is in so far", "Events / 5 GeV"]),
    );
    expect(lines.at(-1)).toBe("Ctrl-C ends");
    expect(lines).toHaveLength(40);
  });

  it("makes one write of each frame, at most five a second, the last state always among them", () => {
    const { terminal, screen } = open();
    for (let i = 0; i < 1000; i++) {
      screen.update(running({ progress: { ...fixtureView().progress, entriesSeen: i } }));
      vi.advanceTimersByTime(1);
    }
    // The switch to the screen and its first frame come at once.
    expect(terminal.written).toHaveLength(2 + 5);
    vi.advanceTimersByTime(200);
    expect(terminal.written.at(-1)).toContain("999 entries");
    expect(terminal.written.slice(1).every((frame) => linesOf(frame).length === 40)).toBe(true);
  });

  it("lets its clock go on once a second although nothing comes", () => {
    const { terminal, screen } = open();
    screen.update(running());
    vi.advanceTimersByTime(3000);
    expect(terminal.written).toHaveLength(2 + 3);
    expect(terminal.written.at(-1)).toContain("3.0 s");
    screen.close();
  });

  it("fits every terminal, and draws at once when its size changes", () => {
    const { terminal, screen } = open(true);
    screen.update(running());
    for (const [columns, rows] of [
      [120, 60],
      [80, 24],
      [40, 12],
      [20, 3],
      [1, 1],
      [300, 100],
    ] as const) {
      const before = terminal.written.length;
      terminal.resize(columns, rows);
      expect(terminal.written).toHaveLength(before + 1);
      expect(linesOf(terminal.written.at(-1)!).length).toBeLessThanOrEqual(rows);
    }
    screen.close();
  });

  it("gives the plot the room of the bars on a low terminal, and keeps the sum of them", () => {
    const { terminal, screen } = open();
    terminal.rows = 24;
    screen.update(running());
    const lines = linesOf(terminal.written[1]!);
    expect(lines[1]).toMatch(/entries, 5 of 5 files/);
    expect(lines.filter((line) => line.includes("│") || line.includes("┤")).length).toBeGreaterThanOrEqual(6);
    expect(lines.join("\n")).toContain("Background ZZ*");
  });

  it("says that the connection is lost, instead of its footer, until it is there again", () => {
    const { terminal, screen } = open();
    screen.update(running());
    screen.connection("the connection is \x1b[2Jrefused");
    vi.advanceTimersByTime(200);
    expect(linesOf(terminal.written.at(-1)!).at(-1)).toBe(
      "Connection lost, trying again: the connection is \\x1b[2Jrefused",
    );
    screen.connection(undefined);
    vi.advanceTimersByTime(200);
    expect(linesOf(terminal.written.at(-1)!).at(-1)).toBe("Ctrl-C ends");
  });

  it("waits for a terminal that is slow", () => {
    const { terminal, screen } = open();
    screen.update(running());
    terminal.writableNeedDrain = true;
    vi.advanceTimersByTime(5000);
    expect(terminal.written).toHaveLength(2);
    terminal.writableNeedDrain = false;
    vi.advanceTimersByTime(200);
    expect(terminal.written).toHaveLength(3);
  });
});
