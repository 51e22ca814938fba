import { isDeepStrictEqual } from "node:util";
import type { AnalysisSummary } from "../../src/protocol/documents/analysis-document.ts";
import { decodeLogEvent } from "../../src/protocol/codec.ts";
import { createLedger } from "../../src/ledger/ledger.ts";
import { tryGetAnalysis } from "../support/http-plotter.ts";
import { ackWaitMs } from "./broker-under-test.ts";
import { difference, type Difference, type Expected, outcomeOfDocument, outcomeOfView } from "./expected.ts";
import type { Fault } from "./fault.ts";
import type { ServiceProcess } from "./service-process.ts";
import { lanes, type Posted, type Stage } from "./stage.ts";
import { HungError, until } from "./until.ts";

/** An analysis in which nothing has come in for so long hangs; so does a lane that does not become empty. */
const patienceMs = 30_000;
const behindMs = 5000;
/** An item that nobody has settled would have come to a processor that waits by then. */
const quietMs = 3 * ackWaitMs;
/** A service at its usual work takes about 200 MB. */
const usualMostMb = 500;

/** What is wrong at the end of a run, and whether it came at all. */
export async function judge(
  stage: Stage,
  fault: Fault,
  mayMiscount: boolean,
): Promise<Difference & { readonly hung: boolean }> {
  const hung: string[] = [];
  const wait = async (end: Promise<unknown>) => {
    await end.catch((error: unknown) => {
      if (!(error instanceof HungError)) throw error;
      hung.push(`hung: ${error.message}`);
    });
  };
  for (const posted of stage.posted) await wait(hasEnded(stage, posted));
  if (hung.length === 0) await wait(lanesAreEmpty(stage, mayMiscount));
  if (fault.endsWithFreshPlotter === true) await stage.startPlotter();
  const found = await Promise.all(stage.posted.map((posted) => compare(stage, posted)));
  const wrong = [
    ...hung,
    ...found.flatMap((one) => one.wrong),
    ...(fault.endsWithFreshPlotter === true ? await compareLists(stage) : []),
    ...(await deadLetters(stage, fault.deadLetters ?? 0)),
    ...(await endServices(stage, fault.mostMb ?? usualMostMb)),
  ];
  const sum = (pick: (one: Difference) => number) => found.reduce((total, one) => total + pick(one), 0);
  return { lost: sum((one) => one.lost), duplicated: sum((one) => one.duplicated), hung: hung.length > 0, wrong };
}

/** @throws {HungError} */
async function hasEnded(stage: Stage, { id, watch, expected }: Posted): Promise<void> {
  const isOver = async () => {
    const response = await fetch(`${stage.plotter.url}/analyses/${id}`).catch(() => undefined);
    if (response?.ok !== true) return false;
    return ((await response.json()) as { readonly status: string }).status !== "running";
  };
  for (;;) {
    const before = watch.deltas;
    const what = () => `the end of the analysis ${id}, with ${watch.deltas} of ${expected.partitions} partitions in`;
    const next = await until(what, patienceMs, async () => {
      if (before < expected.partitions) return watch.deltas > before ? "more is in" : undefined;
      return (await isOver()) ? "over" : undefined;
    });
    if (next === "over") return;
  }
}

/** @throws {HungError} */
async function lanesAreEmpty({ observer }: Stage, mayMiscount: boolean): Promise<void> {
  let [last, since] = ["", performance.now()];
  const what = () => `empty lanes (${last})`;
  await until(what, patienceMs, async () => {
    const states = await Promise.all(lanes.map((lane) => observer.work.state(lane)));
    const now = JSON.stringify(states);
    if (now !== last) [last, since] = [now, performance.now()];
    const isQuiet = performance.now() - since > quietMs && states.every(({ consumers }) => consumers !== 0);
    const mayCount = mayMiscount && isQuiet;
    return states.every(({ waiting, inFlight }) => waiting === 0 && (inFlight === 0 || mayCount));
  });
}

/** What every plotter shows, and what comes out when the whole log is folded once more, with all that came late. */
async function compare({ services, observer }: Stage, { id, expected }: Posted): Promise<Difference> {
  const plotters = services.filter((service) => service.name === "plotter" && service.runs());
  const shown = await Promise.all(plotters.map((plotter) => shownBy(plotter, id, expected)));
  const ledger = createLedger(id);
  for await (const { body } of observer.log.read(id)) ledger.apply(decodeLogEvent(body));
  const folded = difference(expected, outcomeOfView(ledger.view()));
  const all = [...shown, { ...folded, wrong: folded.wrong.map((what) => `in the log ${what}`) }];
  return {
    lost: Math.max(...all.map(({ lost }) => lost)),
    duplicated: Math.max(...all.map(({ duplicated }) => duplicated)),
    wrong: all.flatMap(({ wrong }) => wrong),
  };
}

/** The latest plotter has read nothing but the log as it is; the others must list the same. */
async function compareLists({ services, plotter }: Stage): Promise<string[]> {
  await until("The fresh plotter has read the log", patienceMs, async () => (await fetch(`${plotter.url}/readyz`)).ok);
  const others = services.filter((service) => service.name === "plotter" && service.runs() && service !== plotter);
  const wrong = await Promise.all(
    others.map(async (other) => {
      let unlike: string[] = [];
      const isSame = async () => {
        const [shown, expected] = [await listOf(other), await listOf(plotter)];
        const same = isDeepStrictEqual(shown, expected);
        unlike = same ? [] : [`a plotter lists ${shown.join("; ")}, and a fresh one ${expected.join("; ")}`];
        return same;
      };
      await until("a plotter lists what it must", behindMs, isSame).catch((error: unknown) => {
        if (!(error instanceof HungError)) throw error;
      });
      return unlike;
    }),
  );
  return wrong.flat();
}

async function listOf({ url }: ServiceProcess): Promise<string[]> {
  const { analyses } = (await (await fetch(`${url}/analyses`)).json()) as { analyses: AnalysisSummary[] };
  return analyses.map(({ id, title, status }) => `${title} (${id}): ${status}`).sort();
}

/** One that was not asked until now may be a moment behind. */
async function shownBy({ url }: ServiceProcess, id: string, expected: Expected): Promise<Difference> {
  let last: Difference = { lost: 0, duplicated: 0, wrong: ["the plotter does not know the analysis"] };
  const isRight = async () => {
    const document = await tryGetAnalysis(url, id);
    if (document !== undefined) last = difference(expected, outcomeOfDocument(document));
    return last.wrong.length === 0;
  };
  const wait = until("a plotter shows what it must", behindMs, isRight);
  await wait.catch((error: unknown) => {
    if (!(error instanceof HungError)) throw error;
  });
  return { ...last, wrong: last.wrong.map((what) => `on a plotter ${what}`) };
}

async function deadLetters({ observer, posted }: Stage, expected: number): Promise<string[]> {
  const ids = new Set(posted.map(({ id }) => id));
  const letters = (await observer.deadLetters.list()).filter(({ analysis }) => ids.has(analysis));
  if (letters.length === expected) return [];
  const reasons = [...new Set(letters.map(({ reason }) => reason))].join("; ");
  return [`there are ${letters.length} dead letters and not ${expected}: ${reasons}`];
}

/** Every service that was not killed still runs, ends in good order, and never took too much memory. */
async function endServices({ services }: Stage, mostMb: number): Promise<string[]> {
  const failed = services.filter((service) => service.hasFailed());
  const wrong = failed.map(({ name, text }) => `a ${name} ended by itself: ${text().slice(-1000)}`);
  const running = services.filter((service) => service.runs());
  const codes = await Promise.all(running.map((service) => service.stop()));
  for (const [i, code] of codes.entries())
    if (code !== 0) wrong.push(`a ${running[i]!.name} ended with ${code}: ${running[i]!.text().slice(-1000)}`);
  for (const { name, peakMb } of services)
    if (peakMb() > mostMb) wrong.push(`a ${name} took ${peakMb()} MB, more than ${mostMb}`);
  return wrong;
}
