import type { ValueType } from "./value-types.ts";

/** Which analyses that have ended are kept. */
export interface KeepRule {
  /** Nothing ever leaves by itself, also where another limit is reached. */
  readonly all: boolean;
  /** Since their last start; absent: any. */
  readonly maxAgeMs?: number;
  /** Absent: any number. */
  readonly most?: number;
}

export const keepAll: KeepRule = Object.freeze({ all: true });

/** Only another limit makes them leave. */
export const keepAfterLimit: KeepRule = Object.freeze({ all: false });

const unitsMs = { w: 7 * 86_400_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
const longest = 100_000;
const largest = 1_000_000;

/** An age, a number, or both with a comma between. */
export const keepRule: ValueType<KeepRule> = {
  expectation: `an age such as 30d (w, d, h or m), a number from 1 to ${largest}, or both, separated by a comma, such as 30d,1000, or the word all`,
  parse: (text) => {
    if (text.trim() === "all") return keepAll;
    const rule: { maxAgeMs?: number; most?: number } = {};
    for (const part of text.split(",").map((word) => word.trim())) {
      const [, digits = "", unit] = /^([1-9][0-9]{0,6})([wdhm])?$/.exec(part) ?? [];
      const value = Number(digits);
      const key = unit === undefined ? "most" : "maxAgeMs";
      if (digits === "" || value > (unit === undefined ? largest : longest) || rule[key] !== undefined)
        return undefined;
      rule[key] = value * (unit === undefined ? 1 : unitsMs[unit as keyof typeof unitsMs]);
    }
    return Object.freeze({ ...keepAfterLimit, ...rule });
  },
  show: ({ all, maxAgeMs, most }) => {
    if (all) return "all";
    const age = maxAgeMs ?? 0;
    const unit = (["w", "d", "h"] as const).find((one) => age % unitsMs[one] === 0) ?? "m";
    return [...(age === 0 ? [] : [`${age / unitsMs[unit]}${unit}`]), ...(most === undefined ? [] : [most])].join(",");
  },
};
