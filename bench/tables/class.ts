import { join } from "node:path";
import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { ClassUse } from "../tasks/class.ts";

const people = 30;
const seconds = 60;

/** Thirty people on one server with one thread that reads. */
export function classTable(rounds: number): Table {
  const dist = join(import.meta.dirname, "../dist");
  const all = series("class", rounds, () => runTask<ClassUse>("class", [dist, people, seconds], { limitMs: 150_000 }));
  return {
    title: "A class on one server",
    series: [all],
    show: () => {
      const { values } = all;
      const ms = (pick: (use: ClassUse) => number) => spreadOf(values, pick);
      return (
        `${people} people with a token each start the toy three times in ${seconds} s and watch; each asks for the list every 1.5 s. ` +
        "Then all start the same one at once. One process with one thread that reads; the page in Chromium.\n\n" +
        markdown(
          ["what", "median, ms", "worst, ms"],
          [
            ["own: to the first delta", ms(({ own }) => own.first.median), ms(({ own }) => own.first.worst)],
            ["own: to the end", ms(({ own }) => own.last.median), ms(({ own }) => own.last.worst)],
            ["the same: to the first delta", ms(({ same }) => same.first.median), ms(({ same }) => same.first.worst)],
            ["the same: to the end", ms(({ same }) => same.last.median), ms(({ same }) => same.last.worst)],
            ["the page with its list", ms(({ page }) => page.median), ms(({ page }) => page.worst)],
          ],
        ) +
        `\n\nPeak memory of the process: ${spreadOf(values, ({ peakRssMb }) => peakRssMb)} MB.`
      );
    },
  };
}
