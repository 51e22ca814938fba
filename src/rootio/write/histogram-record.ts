import { exactSumOf } from "../../histogram/exact-sum.ts";
import { isCount } from "../../physics/poisson-interval.ts";
import type { Histogram } from "../../histogram/histogram.ts";
import { oneAxisOf } from "../../histogram/axes.ts";
import { centersOf, createRegularAxis } from "../../histogram/axis.ts";
import { type NumberedAxis, numberedAxis, withNumberedAxes } from "../../histogram/numbered-axes.ts";
import {
  writeNamedAndStyles,
  heapObject,
  writeDoubles,
  writeList,
  writeNamed,
  writeObjectBase,
} from "./base-objects.ts";
import type { ObjectWriter } from "./object-writer.ts";

export interface HistogramTexts {
  readonly name: string;
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly zTitle: string;
  /** One for each bin of the first axis, or none; categories have their names in any case. */
  readonly binLabels: readonly string[];
}

/** Stands for "not set" in the range of the y axis. */
const automatic = -1111;
/** How ROOT draws error bars: √Σw², or the central 68 % interval of a Poisson mean (Garwood). */
const [normalErrors, poissonErrors] = [0, 1];
/** How ROOT makes the error of a mean: the spread over the root of the effective number of entries. */
const errorOfMean = 0;
/** Whether flow bins count in statistics: left to the reader. */
const neutral = 2;

/**
 * A TH1D, or with two axes a TH2D, with its variances; categories are bins from 0 on that have their names. Of a profile a TProfile. Sums of x and y are taken at the centres of the bins, since nothing finer is known; like
 * ROOT's own, the sums leave out flow bins, and the number of entries does not.
 *
 * @throws {NonFiniteSumError} if a number of the histogram is NaN or infinite.
 */
export function writeHistogram(writer: ObjectWriter, written: Histogram, texts: HistogramTexts): void {
  const histogram = withNumberedAxes(written);
  const { profile } = histogram;
  const [x, y] = rootAxesOf(written);
  const ordered = (cells: Float64Array) =>
    y === undefined ? cells : withFirstAxisFastest(cells, histogram.shape.extent);
  const [sumw, sumw2] = [ordered(histogram.sumw), ordered(histogram.sumw2)];
  const values = histogram.values();
  // The last axis runs fastest through the bins.
  const [xs, ys] = [centersOf(x), y === undefined ? Float64Array.of(0) : centersOf(y)];
  const xOf = (bin: number) => xs[Math.floor(bin / ys.length)]!;
  const yOf = (bin: number) => ys[bin % ys.length]!;
  const writeSum = (term: (value: number, bin: number) => number) => {
    writer.float64(exactSumOf(values.map(term)));
  };
  const base = () => {
    writer.versioned(8, () => {
      writeNamedAndStyles(writer, texts.name, texts.title);
      writer.int32(sumw.length);
      writeAxis(writer, "xaxis", texts.xTitle, x, x.categories ?? texts.binLabels);
      writeAxis(writer, "yaxis", texts.yTitle, y ?? unitAxis, y?.categories ?? []);
      writeAxis(writer, "zaxis", y === undefined ? "" : texts.zTitle, unitAxis, []);
      writer.int16(0); // offset and width of bars, in thousandths
      writer.int16(1000);
      writer.float64(exactSumOf(histogram.entries));
      writer.float64(exactSumOf(values));
      writer.float64(exactSumOf(histogram.variances()));
      writeSum((value, bin) => value * xOf(bin));
      writeSum((value, bin) => value * xOf(bin) * xOf(bin));
      writer.float64(automatic);
      writer.float64(automatic);
      writer.float64(0); // normalisation factor
      writeDoubles(writer, []); // contour levels
      writeDoubles(writer, profile?.sumwy2 ?? sumw2);
      writer.string(""); // options
      writeList(writer, [], () => undefined); // functions
      writer.int32(0); // entries waiting for an axis
      writer.uint8(0);
      writer.int32(profile === undefined && holdsCounts(histogram) ? poissonErrors : normalErrors);
      writer.int32(neutral);
    });
  };
  const oneAxis = (contents: Float64Array) => {
    writer.versioned(3, () => {
      base();
      writeDoubles(writer, contents);
    });
  };
  if (profile !== undefined)
    writer.versioned(7, () => {
      oneAxis(profile.sumwy);
      writeDoubles(writer, sumw);
      writer.int32(errorOfMean);
      writer.float64(0); // range of y: any
      writer.float64(0);
      for (const cells of [profile.sumwy, profile.sumwy2])
        writer.float64(exactSumOf(cells.subarray(1, cells.length - 1)));
      writeDoubles(writer, sumw2);
    });
  else if (y === undefined) oneAxis(sumw);
  else
    writer.versioned(4, () => {
      writer.versioned(5, () => {
        base();
        writer.float64(1); // scale of candle plots
        writeSum((value, bin) => value * yOf(bin));
        writeSum((value, bin) => value * yOf(bin) * yOf(bin));
        writeSum((value, bin) => value * xOf(bin) * yOf(bin));
      });
      writeDoubles(writer, sumw);
    });
}

/**
 * The one or two axes that a histogram has, those of categories with their bins numbered.
 *
 * @throws {IncompatibleAxisError} if it has more.
 */
export function rootAxesOf(histogram: Histogram): readonly [NumberedAxis] | readonly [NumberedAxis, NumberedAxis] {
  const [first, second, ...others] = histogram.axes;
  if (first === undefined || second === undefined || others.length > 0) return [numberedAxis(oneAxisOf(histogram))];
  return [numberedAxis(first), numberedAxis(second)];
}

/** ROOT lets the first axis run fastest, `Shape` the last one. */
function withFirstAxisFastest(cells: Float64Array, [width = 1, height = 1]: readonly number[]): Float64Array {
  return cells.map((_, cell) => cells[(cell % width) * height + Math.floor(cell / width)]!);
}

function holdsCounts({ sumw, sumw2 }: Histogram): boolean {
  return sumw.some((value) => value > 0) && sumw.every((value, cell) => isCount(value, sumw2[cell]!));
}

/** What ROOT has for the axes that a histogram of one axis does not use. */
const unitAxis = createRegularAxis({ bins: 1, lower: 0, upper: 1 });

function writeAxis(
  writer: ObjectWriter,
  name: string,
  title: string,
  axis: NumberedAxis,
  labels: readonly string[],
): void {
  writer.versioned(10, () => {
    writeNamed(writer, name, title);
    writeAxisStyle(writer);
    writer.int32(axis.bins);
    writer.float64(axis.edges[0]!);
    writer.float64(axis.edges[axis.bins]!);
    writeDoubles(writer, axis.kind === "regular" ? [] : axis.edges);
    writer.int32(0); // range to draw: all
    writer.int32(0);
    writer.uint16(0); // second word of bits
    writer.uint8(0); // no times
    writer.string("");
    if (labels.length === 0) writer.nullPointer();
    else
      writer.object("THashList", () => {
        writeLabels(writer, labels);
      });
    writer.nullPointer(); // changed labels
  });
}

/** Number of divisions; colours and fonts; offsets and sizes, as parts of the pad: what ROOT has by default. */
function writeAxisStyle(writer: ObjectWriter): void {
  writer.versioned(4, () => {
    writer.int32(510);
    for (const value of [1, 1, 42]) writer.int16(value); // colours of axis and labels, font of labels
    // offset and size of labels, length of ticks, offset and size of the title
    for (const value of [0.005, 0.035, 0.03, 1, 0.035]) writer.float32(value);
    for (const value of [1, 42]) writer.int16(value); // colour and font of the title
  });
}

/** A label belongs to the bin whose number, counted from 1, is its id. */
function writeLabels(writer: ObjectWriter, labels: readonly string[]): void {
  writeList(writer, labels, (label, i) => {
    writer.object("TObjString", () => {
      writer.versioned(1, () => {
        writeObjectBase(writer, heapObject, i + 1);
        writer.string(label);
      });
    });
  });
}
