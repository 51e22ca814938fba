import { describe, expect, it } from "vitest";
import { createExactSums } from "../../src/histogram/exact-sum.ts";
import { explore, type Exploration } from "./explore.ts";
import { inventAnalysis } from "./invented-files.ts";
import { forgetsRuns, readsLog } from "./other-actors.ts";
import { fixRandomParts } from "./random-parts.ts";
import { scenarioOf, type Scenario } from "./scenario.ts";

/*
 * Every course that the protocol can take with a few actors is explored: the real code of processor, plotter and ledger, one call to the
 * broker after the other, in every order, with every fault at every place. ARCHITECTURE.md says what follows from it.
 *
 * HZZ_MODEL_FAULTS=1 lets one fault more happen in each scenario; each one makes it about ten times longer.
 * HZZ_MODEL_REPORT=1 prints how much was explored.
 */
const moreFaults = Number(process.env["HZZ_MODEL_FAULTS"] ?? 0);
/** In ms; nothing hangs here, but there may be much to explore. */
const longest = 3_600_000;
const isReported = process.env["HZZ_MODEL_REPORT"] === "1";

const oneFile = await inventAnalysis([[0, 10, 25]]);
const onePartition = await inventAnalysis([[0, 10]]);
const twoFiles = await inventAnalysis([
  [0, 10, 25],
  [0, 3],
]);

async function explored(title: string, scenario: Scenario): Promise<Exploration> {
  const faults = scenario.faults + moreFaults;
  const seen = await explore({ ...scenario, faults, extraDeliveries: faults + 1 });
  if (isReported)
    process.stdout.write(
      `${title}: ${faults} faults, ${seen.worlds} worlds, ${seen.moves} moves, ${seen.ends} ends, ` +
        `${seen.logs} logs, ${seen.runs} runs of real code, at most ${seen.depth} moves deep\n`,
    );
  return seen;
}

interface Case {
  readonly title: string;
  readonly scenario: Scenario;
  /** How the analysis stands in the end of some course; so none of them is passed over. */
  readonly standings: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: "one file, started once, anything going wrong",
    scenario: scenarioOf(oneFile, { faults: 3 }),
    standings: ["complete", "incomplete", "unknown"],
  },
  {
    title: "two files",
    scenario: scenarioOf(twoFiles),
    standings: ["complete", "incomplete", "unknown"],
  },
  {
    title: "a broker that remembers no keys",
    scenario: scenarioOf(oneFile, { faults: 2, remembers: false }),
    standings: ["complete", "incomplete", "unknown"],
  },
  {
    title: "one whose sums take two messages, anything going wrong",
    scenario: scenarioOf(oneFile, { faults: 2, sumsPerMessage: 7 }),
    standings: ["complete", "incomplete", "unknown"],
  },
  {
    title: "one whose sums take two messages, with a broker that remembers no keys",
    scenario: scenarioOf(onePartition, { faults: 2, sumsPerMessage: 7, remembers: false }),
    standings: ["complete", "incomplete", "unknown"],
  },
  {
    title: "one whose sums take two messages, cancelled, and taken up again after everything has ended",
    scenario: scenarioOf(onePartition, { faults: 2, sumsPerMessage: 7, plotters: [["post", "delete", "last post"]] }),
    standings: ["complete"],
  },
  {
    title: "one that is taken up again after everything has ended",
    scenario: scenarioOf(oneFile, { faults: 2, plotters: [["post", "last post"]] }),
    standings: ["complete"],
  },
  {
    title: "one that is cancelled, and taken up again after everything has ended",
    scenario: scenarioOf(oneFile, { faults: 2, plotters: [["post", "delete", "last post"]] }),
    standings: ["complete"],
  },
  {
    title: "one that is cancelled and taken up again while processors are at work",
    scenario: scenarioOf(oneFile, { plotters: [["post", "delete", "post"]] }),
    standings: ["cancelled", "complete", "incomplete"],
  },
  {
    title: "two plotters that start the same, each after reading the log",
    scenario: scenarioOf(oneFile, { plotters: [["post"], ["post"]], actors: readsLog }),
    standings: ["complete", "incomplete"],
  },
  {
    title: "two plotters that start the same, each knowing any part of the log",
    scenario: scenarioOf(oneFile, { plotters: [["post"], ["post"]], behind: true, processors: 1 }),
    standings: ["complete", "incomplete"],
  },
  {
    title: "two plotters, one cancels while the other starts it",
    scenario: scenarioOf(oneFile, { plotters: [["post", "delete"], ["post"]], processors: 1 }),
    standings: ["cancelled", "complete", "incomplete"],
  },
  {
    title: "one that is forgotten, and started anew after everything has ended",
    scenario: scenarioOf(oneFile, { plotters: [["post", "delete", "forget", "last post"]] }),
    standings: ["complete"],
  },
  {
    title: "two plotters, each knowing any part of the log, one forgets and the other starts it again",
    scenario: scenarioOf(oneFile, {
      plotters: [["post", "delete", "forget"], ["post"]],
      behind: true,
      processors: 1,
      faults: 0,
    }),
    standings: ["complete", "unknown"],
  },
  {
    title: "two plotters, each knowing any part of the log, both cancel it",
    scenario: scenarioOf(oneFile, {
      plotters: [["post", "delete", "post"], ["delete"]],
      behind: true,
      processors: 1,
      faults: 0,
    }),
    standings: ["cancelled", "complete"],
  },
  {
    title: "one whose start is taken back while it goes on, or is made again",
    scenario: scenarioOf(oneFile, { plotters: [["post", "post"], ["tidy"]], processors: 1 }),
    standings: ["cancelled", "complete", "incomplete"],
  },
  {
    title: "one whose start was left in the middle, with nobody who does its work",
    scenario: scenarioOf(twoFiles, { plotters: [["post", "last tidy"]], processors: 0, faults: 3 }),
    standings: ["cancelled", "running", "unknown"],
  },
  {
    title: "one that two plotters start, with nobody who does its work",
    scenario: scenarioOf(oneFile, { plotters: [["post"], ["post", "last tidy"]], processors: 0, faults: 2 }),
    standings: ["cancelled", "running", "unknown"],
  },
  {
    title: "one whose log goes back, and that is taken up again after everything has ended",
    scenario: scenarioOf(oneFile, {
      plotters: [["post", "last watch", "last post"]],
      processors: 1,
      kinds: ["log went back"],
    }),
    standings: ["complete"],
  },
  {
    title: "one whose log goes back while it is cancelled by a plotter that need not know of it yet",
    scenario: scenarioOf(onePartition, {
      plotters: [["post", "delete", "last watch", "last post"]],
      processors: 1,
      kinds: ["log went back"],
    }),
    standings: ["complete"],
  },
];

fixRandomParts();

describe("the protocol", () => {
  it.each(cases.map((one) => [one.title, one] as const))(
    "keeps its promises in every course: %s",
    async (title, { scenario, standings }) => {
      const { violation, standings: seen } = await explored(title, scenario);
      expect(violation).toBeUndefined();
      expect(seen).toEqual(expect.arrayContaining([...standings]));
    },
    longest,
  );

  it("is tried with sums of which the order would show", () => {
    const [a, b, c] = [10, 15, 3].map((events) => Array.from({ length: events }, () => 0.1).reduce((x, y) => x + y, 0));
    const plain = [a! + b! + c!, a! + c! + b!, b! + c! + a!];
    expect(new Set(plain).size).toBeGreaterThan(1);
    const sums = createExactSums(1);
    for (const value of [a!, b!, c!]) sums.add(Float64Array.of(value));
    expect(plain).toContain(sums.values()[0]);
  });
});

describe("a start at one plotter while another one cancels", () => {
  const plotters = [["post", "delete"], ["post"]] as const;

  it(
    "loses nothing, as only the work of one run is dropped",
    async () => {
      const scenario = scenarioOf(oneFile, { plotters, behind: true, processors: 1, faults: 0 });
      const { violation, standings } = await explored("a start beside a cancellation", scenario);
      expect(violation).toBeUndefined();
      expect(standings).toEqual(expect.arrayContaining(["cancelled", "complete"]));
    },
    longest,
  );

  it("would lose its work if the work of all runs were dropped", async () => {
    const { violation } = await explore(scenarioOf(oneFile, { plotters, faults: 0, actors: forgetsRuns }));
    expect(violation?.message).toBe("progress: it is running, and nothing is under way");
    expect(violation?.trace.slice(4)).toEqual([
      "plotter 1 is asked to delete",
      "cancelled/1 is appended",
      "plotter 2 is asked to post",
      "begun/2/2026-01-02T03:04:05.000Z is appended",
      "[file 0, run 2] is published",
      "the waiting work is dropped",
      "accepted/2 is appended",
    ]);
  });

  it("would lose it also to a plotter that has not heard of the start", async () => {
    const scenario = scenarioOf(oneFile, {
      plotters: [["post", "delete", "post"], ["delete"]],
      behind: true,
      overlap: false,
      processors: 1,
      faults: 0,
      actors: forgetsRuns,
    });
    const { violation } = await explore(scenario);
    expect(violation?.message).toBe("progress: it is running, and nothing is under way");
    expect(violation?.trace.at(-3)).toMatch(/^plotter 2 is asked to delete, \d records? behind$/);
  });
});
