import { expect } from "vitest";
import type { AnalysisSummary } from "../../src/protocol/documents/analysis-document.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import * as fixture from "./fixture-log.ts";
import { createTestPlotter, type TestPlotter } from "./plotter-app.ts";

/** A problem document as it comes (RFC 9457). */
export interface ProblemDocument {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export async function problemIn(pending: Response | Promise<Response>): Promise<ProblemDocument> {
  const response = await pending;
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = (await response.json()) as ProblemDocument;
  expect(problem.status).toBe(response.status);
  return problem;
}

export async function summaryIn(pending: Response | Promise<Response>): Promise<AnalysisSummary> {
  return (await (await pending).json()) as AnalysisSummary;
}

/** A plan of each file of the fixture's analysis. */
export const plans = [
  fixture.planned("run1", 0, [0, 10, 20]),
  fixture.planned("run1", 1, [0, 5]),
  fixture.planned("llll", 0, [0, 7]),
  fixture.planned("eell", 0, [0, 3]),
] as const;

/** All that happens to the fixture's analysis from its acceptance until it is complete. */
export const everything: readonly LogEvent[] = plans.flatMap((plan) => [
  plan,
  ...plan.edges.slice(1).map((_, i) => fixture.done(plan, i)),
]);

/** A plotter with one complete analysis. */
export async function withComplete(): Promise<TestPlotter & { readonly id: string }> {
  const plotter = await createTestPlotter();
  const id = await plotter.start();
  await plotter.happen(id, everything);
  return { ...plotter, id };
}
