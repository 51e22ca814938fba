import { addressOf } from "#page/addresses";
import type { HistoryDocument } from "../../protocol/documents/history-document.ts";
import { count } from "../../plot/counts.ts";
import { timeText } from "../../plot/time-text.ts";
import { getHistory } from "../api/history-request.ts";
import { analysisPath } from "../api/requests.ts";
import { StatusBadge, Time } from "../frame/marks.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { ProgressText } from "../frame/progress-bar.tsx";
import { followLink } from "../frame/route.ts";
import { bytesText } from "../site-home/bytes-text.ts";
import { LaneHistory, Throughput } from "./history-charts.tsx";
import { rateText } from "./history-lines.ts";
import { useAnswer } from "./use-answer.ts";
import { LabelText } from "../frame/label-text.tsx";

const pollMs = 10_000;

/** What this plotter has seen during the last hour. */
export function History() {
  const { value, error } = useAnswer(getHistory, pollMs);
  return (
    <>
      {error !== undefined && <ProblemBox error={error} />}
      {value !== undefined && (
        <>
          <Running running={value.running} />
          <section class="panel history" aria-labelledby="history">
            <h2 id="history">The last hour</h2>
            {value.since === undefined ? (
              <p class="quiet">Nothing is kept here.</p>
            ) : (
              <p class="quiet">
                Kept by this server, in memory, since <Time at={value.since} />; a restart begins it anew. A point is
                half a minute.
              </p>
            )}
            {value.points.length > 0 ? <Kept history={value} /> : <p>The first numbers come after half a minute.</p>}
          </section>
        </>
      )}
    </>
  );
}

function Kept({ history: { points, slowest, failures } }: { history: HistoryDocument }) {
  return (
    <>
      <h3>Throughput</h3>
      <Throughput points={points} />
      <h3 id="lane-history">Lanes and processors</h3>
      <p class="quiet">
        Processors do not tell their names: in flight is what they have in hand, consumers is who asks for items.
      </p>
      <LaneHistory points={points} />
      <h3 id="slowest">Slowest files</h3>
      <Slowest slowest={slowest} />
      <h3 id="failures">Given up, by reason</h3>
      <p class="quiet">
        Tries of items that came in later leave no reason in the log. How many are tried again just now stands under
        redelivered.
      </p>
      <Failures failures={failures} />
    </>
  );
}

function Running({ running }: Pick<HistoryDocument, "running">) {
  return (
    <section aria-labelledby="running">
      <h2 id="running">Running analyses: {count(running.length)}</h2>
      {running.length === 0 && <p class="quiet">Nothing runs.</p>}
      <ul class="analyses">
        {running.map(({ id, title, stalled, progress, eventsPerSecond, secondsLeft }) => (
          <li key={id}>
            <div class="analysis-name">
              <AnalysisLink id={id} title={title} />
              <StatusBadge status="running" stalled={stalled} />
              <span>{secondsLeft === undefined ? "time left not known" : `about ${timeText(secondsLeft)} left`}</span>
            </div>
            <p class="quiet">
              <ProgressText progress={progress} />,{" "}
              {eventsPerSecond === undefined ? "nothing came lately" : `${rateText(eventsPerSecond)} events/s`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AnalysisLink({ id, title }: { id: string; title: string | undefined }) {
  if (title === undefined) return <code>{id}</code>;
  return (
    <a href={addressOf(analysisPath(id))} onClick={followLink}>
      <LabelText text={title} />
    </a>
  );
}

function Slowest({ slowest }: Pick<HistoryDocument, "slowest">) {
  if (slowest.length === 0) return <p class="quiet">Nothing was read.</p>;
  return (
    <div class="scroll" role="group" aria-labelledby="slowest" tabIndex={0}>
      <table class="numbers history-files">
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col" title="Time to read and fill it">
              slowest partition
            </th>
            <th scope="col">events</th>
            <th scope="col">read</th>
            <th scope="col">analysis</th>
          </tr>
        </thead>
        <tbody>
          {slowest.map(({ analysis, title, sample, source, milliseconds, entries, bytes }) => (
            <tr key={`${analysis} ${sample} ${source}`}>
              <th scope="row">
                {sample}: <code>{source}</code>
              </th>
              <td>{rateText(milliseconds / 1000)} s</td>
              <td>{count(entries)}</td>
              <td>{bytesText(bytes)}</td>
              <td>
                <AnalysisLink id={analysis} title={title} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Failures({ failures }: Pick<HistoryDocument, "failures">) {
  if (failures.length === 0) return <p class="quiet">Nothing was given up.</p>;
  return (
    <div class="scroll" role="group" aria-labelledby="failures" tabIndex={0}>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">reason</th>
            <th scope="col">items</th>
            <th scope="col" title="Tries after the first, of all these items">
              retries
            </th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ error, items, tries }) => (
            <tr key={error}>
              <th scope="row">{error}</th>
              <td>{count(items)}</td>
              <td>{count(Math.max(0, tries - items))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
