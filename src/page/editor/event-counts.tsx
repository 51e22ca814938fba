import { useEffect, useState } from "preact/hooks";
import { count, percentage } from "../../plot/counts.ts";
import { groupedNumber } from "../../plot/numbers.ts";
import type { CountedLine, EventCount } from "../../protocol/documents/event-count-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { Message } from "../frame/message.tsx";
import type { CheckState } from "./live-check.ts";
import { countEvents } from "./check-request.ts";

/** Until a server that was busy, or away, is asked again. */
const againMs = 3000;

interface Counted {
  readonly found?: EventCount;
  readonly error?: RefusedError | UnreachableError;
  /** It is of an older text, or of another sample. */
  readonly stale: boolean;
}

/** What the cuts leave of the first events of one file, whenever the text is right. */
export function EventCounts({ state }: { state: CheckState | undefined }) {
  const [sample, setSample] = useState<string>();
  const [counted, setCounted] = useState<Counted>();
  const [tries, setTries] = useState(0);
  const spec = state?.found !== undefined && state.problems.length === 0 ? state.spec.value : undefined;
  useEffect(() => {
    setCounted((before) => before && { ...before, stale: true });
    if (spec === undefined) return;
    const asked = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const found = await countEvents(spec, sample, asked.signal);
        if (!asked.signal.aborted) setCounted({ found, stale: false });
      } catch (error) {
        if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
        if (asked.signal.aborted) return;
        // The sample has left the text.
        if (sample !== undefined && error instanceof RefusedError && error.problem.status === 404) {
          setSample(undefined);
          return;
        }
        setCounted({ error, stale: false });
        if (error.retry !== "later") return;
        again = setTimeout(() => {
          setTries((before) => before + 1);
        }, againMs);
      }
    };
    void ask();
    return () => {
      asked.abort();
      clearTimeout(again);
    };
  }, [spec, sample, tries]);
  if (counted === undefined) return null;
  const { found, error, stale } = counted;
  return (
    <section class="event-counts" aria-label="Events that are left" aria-busy={stale}>
      {error !== undefined && (
        <p>
          Not counted: <Message text={error.summary} />
        </p>
      )}
      {found !== undefined && (state?.problems.length ?? 0) > 0 && (
        <p class="quiet">Counted before the text had mistakes:</p>
      )}
      {found !== undefined && <CountTable found={found} onSample={setSample} />}
    </section>
  );
}

function CountTable({ found, onSample }: { found: EventCount; onSample: (sample: string) => void }) {
  const { cutflow, regions, weighted, samples, sample, entries, fileEntries, file } = found;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const part =
    entries === fileEntries ? `All ${count(entries)}` : `The first ${count(entries)} of ${count(fileEntries)}`;
  const passed = cutflow.at(-1)?.entries ?? 0;
  return (
    <>
      <p>
        <label>
          One file of{" "}
          <select
            value={sample}
            onChange={({ currentTarget }) => {
              onSample(currentTarget.value);
            }}
          >
            {samples.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>{" "}
        <span role="status">
          {part} events of <code title={file}>{name}</code>: {count(passed)} are left ({percentage(passed, entries)}).
        </span>
      </p>
      <div class="scroll" role="group" aria-label="Cutflow of one file" tabIndex={0}>
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">cut</th>
              <th scope="col">events</th>
              <th scope="col">of those before</th>
              {weighted && <th scope="col">Σw</th>}
            </tr>
          </thead>
          <tbody>
            {cutflow.map((line, i) => (
              <CountRow key={line.name} line={line} before={cutflow[i - 1]} weighted={weighted} />
            ))}
            {regions.map((region) =>
              region.cutflow.map((line, i) => (
                <CountRow
                  key={`${region.name} ${i}`}
                  line={{ ...line, name: i === 0 ? `@${region.name}` : `@${region.name} ${line.name}` }}
                  before={region.cutflow[i - 1] ?? cutflow.at(-1)}
                  weighted={weighted}
                />
              )),
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

function CountRow({
  line,
  before,
  weighted,
}: {
  line: CountedLine;
  before: CountedLine | undefined;
  weighted: boolean;
}) {
  return (
    <tr>
      <th scope="row">{line.name}</th>
      <td>{count(line.entries)}</td>
      <td>{before === undefined ? "" : percentage(line.entries, before.entries)}</td>
      {weighted && <td>{groupedNumber(line.sumw)}</td>}
    </tr>
  );
}
