import { describe, expect, it } from "vitest";
import { renderLanes } from "./lanes-command.ts";

describe("renderLanes", () => {
  it("shows each lane, a dash for what is not known, and the dead letters", () => {
    const lanes = [
      { name: "data", waiting: 12, inFlight: 4, redelivered: 1, consumers: 2 },
      { name: "zz", waiting: 0, inFlight: 0 },
    ];
    expect(renderLanes({ lanes, deadLetters: 3 }).split("\n")).toEqual([
      "lane  waiting  in flight  redelivered  consumers",
      expect.stringMatching(/^─+$/) as string,
      "data       12          4            1          2",
      "zz          0          0            –          –",
      "",
      "Dead letters: 3 (hzz dead list)",
    ]);
  });

  it("names the lanes that others consume, too", () => {
    const lanes = [
      { name: "data", waiting: 0, inFlight: 0, consumers: 1, foreignConsumers: 2 },
      { name: "zz", waiting: 0, inFlight: 0, consumers: 1 },
    ];
    expect(renderLanes({ lanes, deadLetters: 0 })).toContain(
      "Consumers that are not processors take items of data (2), which nobody counts",
    );
  });

  it("names the lanes that nobody works on, as far as that is known", () => {
    const lanes = [
      { name: "data", waiting: 1, inFlight: 0, consumers: 0 },
      { name: "zz", waiting: 1, inFlight: 1, consumers: 0 },
      { name: "signal", waiting: 1, inFlight: 0 },
      { name: "z-ttbar", waiting: 0, inFlight: 0, consumers: 0 },
    ];
    const text = renderLanes({ lanes, deadLetters: 0 });
    expect(text).toContain("Nobody works on data: start a processor");
    expect(text).toContain("No dead letters");
  });
});
