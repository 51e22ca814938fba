import type { HistoryPoint } from "../../protocol/documents/history-document.ts";
import { count } from "../../plot/counts.ts";
import { lineOf, rateText, spanOf } from "./history-lines.ts";

type ValueOf = (point: HistoryPoint) => number | undefined;

const rates: readonly { readonly name: string; readonly of: ValueOf }[] = [
  { name: "Events/s", of: ({ entries, seconds }) => entries / seconds },
  { name: "Partitions/s", of: ({ partitions, seconds }) => partitions / seconds },
  { name: "MB/s read", of: ({ bytes, seconds }) => bytes / 1e6 / seconds },
];

const laneNumbers = ["waiting", "inFlight", "consumers"] as const;
const laneWords = { waiting: "waiting", inFlight: "in flight", consumers: "consumers" } as const;
const laneValue =
  (lane: string, number: (typeof laneNumbers)[number]): ValueOf =>
  ({ lanes }) =>
    lanes?.find(({ name }) => name === lane)?.[number];

/** Throughput: three lines, and the same as a table. */
export function Throughput({ points }: { points: readonly HistoryPoint[] }) {
  const { from, to } = spanOf(points);
  return (
    <>
      <div class="history-charts">
        {rates.map(({ name, of }) => (
          <figure key={name}>
            <figcaption>{name}</figcaption>
            <Line points={points} of={of} size={wide} text={rateText} />
            <p class="quiet history-times" aria-hidden="true">
              <span>{clock(from)}</span>
              <span>{clock(to)}</span>
            </p>
          </figure>
        ))}
      </div>
      <PointTable
        summary="Table of throughput"
        points={points}
        columns={rates.map(({ name, of }) => ({ name, text: (point) => rateText(of(point)) }))}
      />
    </>
  );
}

/** Each lane over time: what waits, what is in hand, who asks. */
export function LaneHistory({ points }: { points: readonly HistoryPoint[] }) {
  const names = [...new Set(points.flatMap(({ lanes = [] }) => lanes.map(({ name }) => name)))];
  if (names.length === 0) return <p class="quiet">Not known: the broker did not tell.</p>;
  const text = (value: number | undefined) => (value === undefined ? "–" : count(value));
  return (
    <>
      <div class="scroll" role="group" aria-labelledby="lane-history" tabIndex={0}>
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">lane</th>
              {laneNumbers.map((number) => (
                <th key={number} scope="col">
                  {laneWords[number]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {laneNumbers.map((number) => (
                  <td key={number}>
                    <Line points={points} of={laneValue(name, number)} size={small} text={text} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <PointTable
        summary="Table of lanes"
        points={points}
        columns={names.flatMap((name) =>
          laneNumbers.map((number) => ({
            name: `${name}: ${laneWords[number]}`,
            text: (point: HistoryPoint) => text(laneValue(name, number)(point)),
          })),
        )}
      />
    </>
  );
}

const wide = { width: 300, height: 60 };
const small = { width: 110, height: 22 };

function Line({
  points,
  of,
  size,
  text,
}: {
  points: readonly HistoryPoint[];
  of: ValueOf;
  size: typeof wide;
  text: (value: number | undefined) => string;
}) {
  const { path, latest, most } = lineOf(points, of, size);
  const { width, height } = size;
  return (
    <>
      <svg class="history-line" viewBox={`0 -2 ${width} ${height + 4}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="zero" d={`M0 ${height}H${width}`} />
        <path class="value" d={path} />
      </svg>
      <span class="quiet">
        {text(latest)} now, {text(most)} most
      </span>
    </>
  );
}

/** Newest first. */
function PointTable({
  summary,
  points,
  columns,
}: {
  summary: string;
  points: readonly HistoryPoint[];
  columns: readonly { readonly name: string; readonly text: (point: HistoryPoint) => string }[];
}) {
  return (
    <details>
      <summary>{summary}</summary>
      <div class="scroll" role="region" aria-label={summary} tabIndex={0}>
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">until</th>
              {columns.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map((point) => (
              <tr key={point.at}>
                <th scope="row">{clock(Date.parse(point.at), "medium")}</th>
                {columns.map(({ name, text }) => (
                  <td key={name}>{text(point)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function clock(ms: number, timeStyle: "short" | "medium" = "short"): string {
  return new Date(ms).toLocaleTimeString("en-GB", { timeStyle });
}
