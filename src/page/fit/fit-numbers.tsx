import type { FitAnswer } from "../../protocol/documents/fit-document.ts";
import { fitLines } from "./fit-lines.ts";

/** Strength, significance, limit and goodness of a fit, a line for each. */
export function FitNumbers({ fit }: { fit: FitAnswer }) {
  return (
    <dl class="readout fit-numbers" data-testid="fit-numbers">
      {fitLines(fit).map(({ name, text, more }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
          {more !== undefined && <dd class="quiet">{more}</dd>}
        </div>
      ))}
    </dl>
  );
}
