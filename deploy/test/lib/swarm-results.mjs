// What deploy/test/swarm.sh does with JSON; node is there on every machine that has this project, jq is not.
//
//   swarm-results.mjs spec FILE TITLE     the specification in FILE under another title, which makes it another analysis with the same numbers
//   swarm-results.mjs get PATH            the value at that path (`progress.partitionsDone`) of the JSON at standard input
//   swarm-results.mjs running             how many analyses are running, from what the plotter tells at /analyses, at standard input
//   swarm-results.mjs leader STREAM       the server that leads this stream, from what a NATS server tells at /jsz, at standard input
//   swarm-results.mjs compare FILE FILE   two results in UHI JSON: exit code 0 if axes, numbers and counts are the same bit by bit

import { readFileSync } from "node:fs";

const read = (file) => JSON.parse(readFileSync(file, "utf8"));

/** All of a histogram but what names its analysis. JSON has the shortest text of a number that gives it back, so equal text is equal bits. */
function numbersOf({ axes, storage, metadata }) {
  return JSON.stringify({ axes, storage, entries: metadata.entries, status: metadata.status });
}

function differences(left, right) {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.filter((name) => !(name in left && name in right) || numbersOf(left[name]) !== numbersOf(right[name]));
}

const commands = {
  spec: ([file, title]) => JSON.stringify({ ...read(file), title }),
  get: ([path]) => {
    const text = readFileSync(0, "utf8");
    // No answer: no value.
    if (text === "") process.exitCode = 1;
    return text && String(path.split(".").reduce((value, key) => value?.[key], JSON.parse(text)) ?? "");
  },
  running: () => read(0).analyses.filter(({ status }) => status === "running").length,
  leader: ([stream]) => {
    const streams = read(0).account_details.flatMap(({ stream_detail: details }) => details ?? []);
    return streams.find(({ name }) => name === stream).cluster.leader;
  },
  compare: ([first, second]) => {
    const left = read(first);
    const unlike = differences(left, read(second));
    if (unlike.length === 0 && Object.keys(left).length > 0)
      return `${Object.keys(left).length} histograms are the same, bit by bit`;
    process.exitCode = 1;
    return `${first} and ${second} differ in ${unlike.join(", ") || "nothing, as both are empty"}`;
  },
};

const [name, ...rest] = process.argv.slice(2);
console.log(commands[name](rest));
