// Looks at an analysis of a plotter until something has happened, and prints when, in ms since 1970.
//
//   node follow.mjs URL delta [ID]      the first partition of the analysis is in; without ID: of any analysis
//   node follow.mjs URL complete [ID]   it is complete
import { setTimeout as pause } from "node:timers/promises";

const [url, what, id] = process.argv.slice(2);
const end = Date.now() + 180_000;
let seen = "the plotter did not answer";

async function analyses() {
  try {
    const response = await fetch(`${url}/analyses`, { signal: AbortSignal.timeout(5000) });
    return response.ok ? (await response.json()).analyses : [];
  } catch (error) {
    // It is not there yet, or starts again.
    seen = String(error.cause ?? error);
    return [];
  }
}

while (Date.now() < end) {
  const analysis = (await analyses()).find((one) => id === undefined || one.id === id);
  if (analysis !== undefined) seen = `${analysis.status}, ${analysis.progress.partitionsDone} partitions`;
  const happened = what === "delta" ? analysis?.progress.partitionsDone > 0 : analysis?.status === "complete";
  if (happened) {
    console.log(Date.now());
    process.exit(0);
  }
  await pause(50);
}
console.error(`After three minutes, ${what} has not come: ${seen}`);
process.exit(1);
