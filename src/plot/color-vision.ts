/** How far apart colours are for people who see all of them, and for those who do not see red or green. */

export type Vision = "usual" | "protanopia" | "deuteranopia";

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * What each vision makes of linear RGB.
 *
 * @see Machado, Oliveira, Fernandes, IEEE Transactions on Visualization and Computer Graphics 15 (2009) 1291, severity 1.0
 */
const visions: Readonly<Record<Vision, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** Linear sRGB to CIE XYZ over white (D65). @see IEC 61966-2-1 */
const toXyz: Matrix = [
  [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
  [0.2126, 0.7152, 0.0722],
  [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
];

/** Distance in CIELAB (CIE 1976): 2 is just seen side by side, black and white are 100 apart. @param a and b `#rrggbb` */
export function colorDistance(a: string, b: string, vision: Vision): number {
  const [first, second] = [labOf(a, vision), labOf(b, vision)];
  return Math.hypot(...first.map((value, i) => value - second[i]!));
}

/** 0 (black) to 100 (white): L* of CIELAB, as people see it who see all colours. @param color `#rrggbb` */
export function lightness(color: string): number {
  return labOf(color, "usual")[0];
}

function labOf(color: string, vision: Vision): Triple {
  const rgb = [1, 3, 5].map((start) => linear(parseInt(color.slice(start, start + 2), 16) / 255));
  const seen = times(visions[vision], rgb).map((value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = times(toXyz, seen).map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116));
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function times(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * vector[i]!, 0));
}
