// What the page does not use of its packages and their builds keep all the same: taken out, so that it is not sent to anybody.
import { readFileSync } from "node:fs";

/**
 * Pieces of a package's file, and what stands in their place. Each is found, or the build fails: a newer version is looked at again.
 *
 * @type {readonly { file: RegExp, edits: readonly (readonly [from: string, to: string])[], unused?: readonly string[] }[]}
 */
const edited = [
  {
    // The bundler keeps all that a namespace has when it is used as a value, as in this one place; elsewhere the file imports it by name.
    file: /[\\/]zod[\\/]v4[\\/]mini[\\/]schemas\.js$/,
    edits: [["core.util.constantCatch(", "util.constantCatch("]],
  },
  {
    // Constants tell the bundler what never is on this page: axes of time, a legend of the plot itself, and lines that are not stepped.
    file: /[\\/]uplot[\\/]dist[\\/]uPlot\.esm\.js$/,
    edits: [
      ["const FEAT_TIME          = true;", "const isTime = false, showLegend = false, multiValLegend = false;"],
      ["time: FEAT_TIME,", "time: false,"],
      ["let isTime = sc.time;", ""],
      ["let isTime = mode == 1 && scales[s.scale].time;", ""],
      ["else if (scaleX.time)", "else if (isTime)"],
      ["const [ timeIncrsMs, _timeAxisStampsMs, timeAxisSplitsMs ] = genTimeStuffs(1);", ""],
      ["const [ timeIncrsS,  _timeAxisStampsS,  timeAxisSplitsS  ] = genTimeStuffs(1e-3);", ""],
      ["const _timeAxisSplits = (ms == 1 ? timeAxisSplitsMs(_tzDate) : timeAxisSplitsS(_tzDate));", ""],
      [
        "const _timeAxisVals   = timeAxisVals(_tzDate, timeAxisStamps((ms == 1 ? _timeAxisStampsMs : _timeAxisStampsS), _fmtDate));",
        "",
      ],
      ["const _timeSeriesVal  = timeSeriesVal(_tzDate, timeSeriesStamp(_timeSeriesStamp, _fmtDate));", ""],
      ["const _tzDate  = (opts.tzDate || (ts => new Date(round(ts / ms))));", ""],
      ["const _fmtDate = (opts.fmtDate || fmtDate);", ""],
      ["const months3 = months.map(slice3);", "const months3 = [];"],
      ["const days3 = days.map(slice3);", "const days3 = [];"],
      ["const localTz = new Intl.DateTimeFormat().resolvedOptions().timeZone;", ""],
      ["const showLegend = legend.show;", ""],
      ["let multiValLegend = false;", ""],
      ["multiValLegend = getMultiVals != null;", ""],
      ["legend.live", "false"],
      ["legend.show && false && shouldSetLegend", "false"],
      ["const linearPath = linear() ;", "const linearPath = null;"],
      ["const pointsPath = points() ;", "const pointsPath = null;"],
      ["(paths.linear  = linear);", ""],
      ["(paths.bars    = bars);", ""],
      ["(paths.spline  = monotoneCubic);", ""],
      ["let paths = uPlot.paths = {\n\t\tpoints,\n\t};", "let paths = uPlot.paths = {};"],
      ["uPlot.join = join;", ""],
      ["uPlot.fmtDate = fmtDate;", ""],
      ["uPlot.tzDate  = tzDate;", ""],
      ["uPlot.addGap = addGap;", ""],
      ["uPlot.clipGaps = clipGaps;", ""],
      ["uPlot.rangeAsinh = rangeAsinh;", ""],
    ],
    unused: ["initLegendRow", "syncLegend", "setLegendValues"],
  },
];

/** @type {import("esbuild").Plugin} */
export const smallerPackages = {
  name: "smaller-packages",
  setup({ onLoad }) {
    for (const { file, edits, unused = [] } of edited)
      onLoad({ filter: file }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        for (const [from, to] of edits) {
          if (!contents.includes(from)) throw new Error(`${path} does not contain ${JSON.stringify(from)} any more`);
          contents = contents.replaceAll(from, () => to);
        }
        for (const name of unused) contents = withoutFunction(contents, name, path);
        return { contents, loader: "js" };
      });
  },
};

/** Bundlers leave out a function that nobody calls at the top of a file, but not within another one. */
function withoutFunction(/** @type {string} */ text, /** @type {string} */ name, /** @type {string} */ path) {
  const declared = new RegExp(`^(\\t*)function ${name}\\([^]*?^\\1}$`, "m");
  if (!declared.test(text)) throw new Error(`${path} does not declare ${name} any more`);
  return text.replace(declared, "");
}
