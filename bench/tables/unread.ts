import { join, resolve } from "node:path";
import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { Unread } from "../tasks/unread.ts";

/** Large documents that many ask for. @param beside another built checkout */
export function unreadTable(rounds: number, beside: string | undefined): Table {
  const contest = (label: string, dist: string) => series(label, rounds, () => runTask<Unread>("unread", [dist]));
  const contests = [contest("this checkout", join(import.meta.dirname, "../dist"))];
  if (beside !== undefined) contests.push(contest(beside, join(resolve(beside), "dist")));
  return {
    title: "Documents of 40 histograms × 500 bins that many ask for",
    series: contests,
    show: () =>
      "100 event streams at once, read to their ends; then 30 connections with 30 requests each that are not read.\n\n" +
      markdown(
        [
          "",
          "streams opened, ms",
          "streams ended, ms",
          "worst `/healthz`, ms",
          "peak RSS, MB",
          "unread: worst `/healthz`, ms",
          "unread: peak RSS, MB",
        ],
        contests.map(({ label, values }) => [
          label,
          spreadOf(values, ({ streams }) => streams.openedMs),
          spreadOf(values, ({ streams }) => streams.endedMs),
          spreadOf(values, ({ streams }) => streams.worstHealthMs),
          spreadOf(values, ({ streams }) => streams.peakRssMb),
          spreadOf(values, ({ unread }) => unread.worstHealthMs),
          spreadOf(values, ({ unread }) => unread.peakRssMb),
        ]),
      ),
  };
}
