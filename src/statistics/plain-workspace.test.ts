import { expect, it, vi } from "vitest";
import { everyModifier } from "../../test/support/every-modifier.ts";
import { referenceFits } from "../../test/support/reference-fits.ts";
import { describeWithSharedData } from "../../test/support/shared-data.ts";
import { parseWorkspace, workspaceLimits, workspaceSchema } from "./parse-workspace.ts";
import { isPlainWorkspace } from "./plain-workspace.ts";
import type { Workspace } from "./workspace.ts";

const settings = {
  name: "mu",
  inits: [1],
  bounds: [[0, 10] as const],
  auxdata: [1],
  sigmas: [0.1],
  factors: [2],
  fixed: false,
};

const whole: Workspace = {
  ...everyModifier,
  measurements: [...everyModifier.measurements, { name: "b", config: { poi: "mu", parameters: [settings] } }],
};

const others: readonly unknown[] = [
  ...[undefined, null, true, "", "a", "x".repeat(501), "histosys", "staterror", 0, -0, -1, -5e-324, 5e-324, 1],
  ...[NaN, Infinity, -Infinity, [], [null], [1], [0], [-1], [1, 2, 3], [[0, 1]], [[1]], new Array(2), {}],
  ...[{ hi: 1, lo: 1 }, { hi_data: [1], lo_data: [1] }, { name: "a" }],
];

/** The document with one value replaced by each of the others, left out, or put beside one that is not known. */
function* changed(value: unknown): Generator {
  yield* others;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    // Of numbers one stands for all.
    const entries = typeof list[0] === "number" ? list.slice(0, 1) : list;
    for (const [i, each] of entries.entries()) for (const other of changed(each)) yield list.with(i, other);
    yield [...list, ...list];
    yield list.slice(1);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      for (const other of changed(each)) yield { ...value, [key]: other };
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    }
    yield { ...value, unknown: 1 };
  }
}

it("nothing is taken without the schema that the schema refuses or changes, and little that is right comes to it", () => {
  let [taken, right] = [0, 0];
  for (const document of changed({ ...whole, channels: whole.channels.slice(0, 1) })) {
    const plain = isPlainWorkspace(document, workspaceLimits.bins);
    const result = workspaceSchema.safeParse(document);
    if (plain !== result.success && plain) expect.fail(JSON.stringify(document));
    if (plain) expect(result.data).toEqual(document);
    taken += Number(plain);
    right += Number(result.success);
  }
  expect(taken).toBeGreaterThan(0.9 * right);
  expect(right).toBeGreaterThan(100);
});

it("lists that are too long come to the schema", () => {
  const long = Array.from({ length: 3 }, () => 1);
  const document = { ...whole, observations: [{ name: "one", data: long }] };
  expect([2, 3].map((most) => isPlainWorkspace({ ...document, channels: whole.channels }, most))).toEqual([
    false,
    true,
  ]);
});

it("a workspace that is right does not come to the schema", () => {
  const asked = vi.spyOn(workspaceSchema, "safeParse");
  expect(parseWorkspace(JSON.stringify(whole))).toEqual(JSON.parse(JSON.stringify(whole)));
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});

describeWithSharedData("workspaces that pyhf has fitted", () => {
  it.each(referenceFits)("$name is taken without the schema", ({ workspace }) => {
    expect(isPlainWorkspace(workspace, workspaceLimits.bins)).toBe(true);
  });
});
