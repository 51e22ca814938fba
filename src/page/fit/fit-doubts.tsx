import type { FitDocument } from "../../protocol/documents/fit-document.ts";

/** What the check before a fit finds: it breaks fits without a word, or makes them say less than they seem to. */
export function FitDoubts({ doubts }: { readonly doubts: NonNullable<FitDocument["doubts"]> }) {
  if (doubts.length === 0) return null;
  return (
    <details>
      <summary>{doubts.length === 1 ? "1 doubt" : `${doubts.length} doubts`} about what is fitted</summary>
      <div class="scroll" role="group" aria-label="Doubts about what is fitted" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Histogram</th>
              <th scope="col">Group</th>
              <th scope="col">Variation</th>
              <th scope="col">Doubt</th>
            </tr>
          </thead>
          <tbody>
            {doubts.map(({ histogram, group = "simulation", variation = "–", message }) => (
              <tr key={`${histogram} ${group} ${variation} ${message}`}>
                <td>{histogram}</td>
                <td>{group}</td>
                <td>{variation}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
