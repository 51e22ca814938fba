// Makes an analysis that keeps processors busy for some seconds, all of it in one lane: each simulated sample of a toy is read many times, under many names.
//
//   node large-spec.mjs hzz-toy.json COPIES TITLE > spec.json
//
// Its files are looked for in the folder `toy` of a mirror.
import { readFileSync } from "node:fs";

const [file, copies, title] = process.argv.slice(2);
const spec = JSON.parse(readFileSync(file, "utf8"));
const numbers = Array.from({ length: Number(copies) }, (_, i) => i + 1);
const inMirror = (sample) => ({ ...sample, files: sample.files.map((path) => `toy/${path}`) });
spec.title = title;
for (const group of spec.groups) {
  group.lane = "default";
  group.samples = group.samples.map(inMirror);
  if (group.kind !== "data")
    group.samples = group.samples.flatMap((sample) => numbers.map((n) => ({ ...sample, name: `${sample.name}_${n}` })));
}
console.log(JSON.stringify(spec));
