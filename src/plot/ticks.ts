/** Where an axis has its ticks: long ones, most with a number, and short ones between them. */
export interface Ticks {
  readonly major: readonly number[];
  readonly minor: readonly number[];
  /** The major ones that carry their number. */
  readonly labelled: readonly number[];
}

/** Long ticks at 1, 2 or 5 times a power of ten, about `about` of them; four or three short ones between two. */
export function linearTicks(lower: number, upper: number, about: number): Ticks {
  const rough = (upper - lower) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  const step = factor * power;
  const major = multiples(lower, upper, step);
  const all = multiples(lower, upper, step / (factor === 2 ? 4 : 5));
  const isMajor = (tick: number) => major.some((other) => Math.abs(other - tick) < step * 1e-6);
  return { major, minor: all.filter((tick) => !isMajor(tick)), labelled: major };
}

/** Long ticks at powers of ten, short ones at 2 … 9 times them. Borders must be above 0. */
export function logTicks(lower: number, upper: number, about: number): Ticks {
  const first = Math.ceil(Math.log10(lower) - 1e-9);
  const last = Math.floor(Math.log10(upper) + 1e-9);
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const every = Math.max(1, Math.ceil(powers.length / Math.max(1, about)));
  const major = powers.map(powerOfTen);
  const minor = Array.from({ length: last - first + 2 }, (_, i) => powerOfTen(first - 1 + i))
    .flatMap((power) => [2, 3, 4, 5, 6, 7, 8, 9].map((factor) => factor * power))
    .filter((tick) => tick >= lower && tick <= upper);
  const labelled = major.filter((_, i) => (first + i) % every === 0);
  // Less than two powers of ten in view: their multiples need numbers too.
  const extra = major.length < 2 ? minor.filter((tick) => /^[25]/.test(tick.toExponential())) : [];
  return { major, minor: every > 3 ? [] : minor, labelled: [...labelled, ...extra] };
}

/** `5`, `0.25`, `−3`, `2×10⁶`: a number as it stands beside a tick. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size < 1e6 && size >= 1e-4) return signed(shortNumber(value));
  const [mantissa = "", exponent = "0"] = value.toExponential(2).split("e");
  const factor = Number(mantissa);
  return `${factor === 1 ? "" : `${signed(String(factor))}×`}10${superscript(Number(exponent))}`;
}

/** `10²`: a power of ten on a logarithmic axis; small whole ones are written out. */
export function logTickText(value: number): string {
  const exponent = Math.log10(value);
  if (!Number.isInteger(Number(exponent.toFixed(9)))) return tickText(value);
  const power = Math.round(exponent);
  return power === 0 || power === 1 ? String(10 ** power) : `10${superscript(power)}`;
}

/** At most ten digits, so that 0.1 + 0.2 reads 0.3. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function multiples(lower: number, upper: number, step: number): number[] {
  const slack = step * 1e-9;
  const first = Math.ceil((lower - slack) / step);
  const last = Math.floor((upper + slack) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

function signed(text: string): string {
  return text.replace(/^-/, "−");
}

function superscript(value: number): string {
  return String(value).replaceAll(/./g, (character) => superscripts[character] ?? character);
}

const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};
