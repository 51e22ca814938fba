import type { LaneDocument } from "../../protocol/documents/operations-document.ts";
import { listLanes } from "../api/operations-requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { count } from "../../plot/numbers.ts";
import { useAnswer } from "./use-answer.ts";

const pollMs = 2000;

/** How full each lane is, and who works on it. */
export function Lanes() {
  const { value, error } = useAnswer(listLanes, pollMs);
  const deserted = (value?.lanes ?? []).filter(isDeserted).map(({ name }) => name);
  const shared = (value?.lanes ?? [])
    .filter(({ foreignConsumers = 0 }) => foreignConsumers > 0)
    .map(({ name }) => name);
  return (
    <section class="panel" aria-labelledby="lanes">
      <h2 id="lanes">Lanes</h2>
      {error !== undefined && <ProblemBox error={error} />}
      {deserted.length > 0 && (
        <p class="connection-lost" role="status">
          Nobody works on {deserted.join(", ")}: start a processor for it.
        </p>
      )}
      {shared.length > 0 && (
        <p class="connection-lost" role="status">
          Consumers that are not processors take items of {shared.join(", ")}, which nobody counts: end them.
        </p>
      )}
      {value !== undefined && (
        <div class="scroll" role="group" aria-labelledby="lanes" tabIndex={0}>
          <table class="numbers lanes">
            <thead>
              <tr>
                <th scope="col">lane</th>
                <th scope="col" title="Items that nobody has yet">
                  waiting
                </th>
                <th scope="col" title="Items in the hands of processors">
                  in flight
                </th>
                <th scope="col" title="Unfinished items that were delivered at least twice">
                  redelivered
                </th>
                <th scope="col" title="Who asks for items just now; busy processors may be missing">
                  consumers
                </th>
              </tr>
            </thead>
            <tbody>
              {value.lanes.map(({ name, waiting, inFlight, redelivered, consumers }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {[waiting, inFlight, redelivered, consumers].map((number, i) => (
                    <td key={i}>{number === undefined ? "–" : count(number)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Something waits, nobody has anything in hand, and nobody asks for it. */
function isDeserted({ waiting, inFlight, consumers }: LaneDocument): boolean {
  return waiting > 0 && inFlight === 0 && consumers === 0;
}
