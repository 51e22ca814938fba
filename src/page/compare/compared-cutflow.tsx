import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { compareCutflows, type ComparedYield, type Part } from "../../plot/comparison.ts";
import { count, groupedNumber, valueAndError } from "../../plot/numbers.ts";

/** Events after each cut, of each analysis, with what is other than in the first. */
export function ComparedCutflow({
  analyses,
  names,
  part,
}: {
  analyses: readonly AnalysisDocument[];
  names: readonly string[];
  part: Part;
}) {
  return (
    <section class="panel" aria-labelledby="compared-cutflow">
      <h2 id="compared-cutflow">Cutflow</h2>
      <p class="quiet">
        Σw ± √Σw² after each cut, below it the unweighted number. Differences are those to the first analysis.
      </p>
      <div class="scroll" role="group" aria-labelledby="compared-cutflow" tabIndex={0}>
        <table class="numbers cutflow">
          <thead>
            <tr>
              <th scope="col">cut</th>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {compareCutflows(analyses, part).map(({ name, cells }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, i) => (
                  <td key={i}>{cell === undefined ? "no such cut" : <Cell cell={cell} isFirst={i === 0} />}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Cell({ cell: { entries, sumw, error, difference }, isFirst }: { cell: ComparedYield; isFirst: boolean }) {
  return (
    <>
      {valueAndError(sumw, error)}
      <span class="events">{count(entries)} events</span>
      {!isFirst && difference !== undefined && <span class="events">difference {signed(difference)}</span>}
    </>
  );
}

function signed(value: number): string {
  if (value === 0) return "0";
  return `${value > 0 ? "+" : "−"}${groupedNumber(Math.abs(value))}`;
}
