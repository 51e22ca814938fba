// Compares an analysis of the real release with the numbers that uproot and NumPy give: counts exactly, sums of weights to 1e-12 of their value.
//
//   node compare-release.mjs document.json reference.json     (GET /analyses/:id?samples=true)
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";

const [document, reference] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));

function assertClose(found, expected, what) {
  assert.equal(found.length, expected.length, what);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(found[i] - value) <= 1e-12 * Math.abs(value), `${what}: ${found[i]}, not ${value}`),
  );
}

assert.equal(document.status, "complete");
const samples = document.groups.flatMap((group) => group.samples);
assert.ok(samples.length > 0);
for (const { name, cutflow, histograms } of samples) {
  const { entries, cutflow: passed, m4l } = reference.samples[name];
  const { underflow, overflow } = m4l;
  assert.deepEqual(cutflow.entries, [entries, passed.charge, passed.charge_and_type], `${name}: cutflow`);
  assert.deepEqual(histograms.m4l.entries, [underflow.count, ...m4l.counts, overflow.count], `${name}: counts`);
  assertClose(histograms.m4l.sumw, [underflow.sumw, ...m4l.sumw, overflow.sumw], `${name}: Σw`);
  assertClose(histograms.m4l.sumw2, [underflow.sumw2, ...m4l.sumw2, overflow.sumw2], `${name}: Σw²`);
}
console.log(`${samples.length} samples: ${samples.map(({ name }) => name).join(" ")}`);
