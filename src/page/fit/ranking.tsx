import { useState } from "preact/hooks";
import type { FitAnswer } from "../../protocol/documents/fit-document.ts";
import { type RankedParameter, rankedParameters } from "./ranked-parameters.ts";

/** More rows than that are shown when asked. */
const shownAtFirst = 15;

/** Parameters by how much they move the signal: pull, what the fit leaves of their error, and impact, as bars and as numbers. */
export function Ranking({ fit }: { fit: FitAnswer }) {
  const [all, setAll] = useState(false);
  const rows = rankedParameters(fit);
  if (rows.length === 0) return null;
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  const most = Math.max(...rows.map(({ up = 0, down = 0 }) => Math.max(Math.abs(up), Math.abs(down))));
  const hasImpacts = fit.impacts !== undefined;
  const { name = "" } = fit.poi ?? {};
  const poi = name === "mu" ? "μ" : name;
  return (
    <section aria-labelledby="ranking">
      <h3 id="ranking">Parameters{hasImpacts && `, by their impact on ${poi}`}</h3>
      <p class="quiet" id="ranking-note">
        Pull: how far the fit moves a parameter from what others have measured, in widths of that; its bar is what the
        fit leaves of the width (grey: 1 and 2 widths).
        {hasImpacts &&
          ` Impact: how ${poi} changes with the parameter one error above (filled) or below (open) its best value.`}
      </p>
      <div class="scroll" role="group" aria-labelledby="ranking" tabIndex={0}>
        <table class="numbers ranking" aria-describedby="ranking-note">
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Value</th>
              <th scope="col" colSpan={2}>
                Pull
              </th>
              {hasImpacts && (
                <th scope="col" colSpan={2}>
                  Impact +/−
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td>{row.value}</td>
                <td>{row.pullText}</td>
                <td>
                  <PullBar row={row} />
                </td>
                {hasImpacts && (
                  <>
                    <td>{row.impactText}</td>
                    <td>
                      <ImpactBar row={row} most={most} />
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shownAtFirst && (
        <button
          type="button"
          aria-pressed={all}
          onClick={() => {
            setAll(!all);
          }}
        >
          All {rows.length} parameters
        </button>
      )}
    </section>
  );
}

const width = 120;
const middle = width / 2;

/** From −3 to 3 widths; what is beyond stands at the end. */
function PullBar({ row: { pull, tightened } }: { row: RankedParameter }) {
  if (pull === undefined) return null;
  const x = (value: number) => middle + Math.max(-3, Math.min(3, value)) * (width / 6);
  return (
    <svg class="bars" viewBox={`0 0 ${width} 16`} width={width} height="16" aria-hidden="true">
      <rect class="two" x={x(-2)} width={x(2) - x(-2)} height="16" />
      <rect class="one" x={x(-1)} width={x(1) - x(-1)} height="16" />
      <path class="zero" d={`M${middle} 0V16`} />
      {tightened !== undefined && <path class="error" d={`M${x(pull - tightened)} 8H${x(pull + tightened)}`} />}
      <circle cx={x(pull)} cy="8" r="3.2" />
    </svg>
  );
}

/** Beside zero, as long as the change is; the longest of all fills its half. */
function ImpactBar({ row: { up, down }, most }: { row: RankedParameter; most: number }) {
  if (up === undefined && down === undefined) return null;
  const length = (value: number) => (most > 0 ? (Math.abs(value) / most) * (middle - 2) : 0);
  const bar = (value: number | undefined, kind: string, y: number) =>
    value !== undefined && (
      <rect class={kind} x={value < 0 ? middle - length(value) : middle} y={y} width={length(value)} height="6" />
    );
  return (
    <svg class="bars" viewBox={`0 0 ${width} 16`} width={width} height="16" aria-hidden="true">
      {bar(up, "up", 1.5)}
      {bar(down, "down", 8.5)}
      <path class="zero" d={`M${middle} 0V16`} />
    </svg>
  );
}
