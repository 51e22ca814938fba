import { nearestNames } from "../errors/nearest-names.ts";
import type { Modifier, ParameterSettings, Workspace, WorkspaceMeasurement } from "./workspace.ts";
import { WorkspaceError } from "./workspace-error.ts";

/**
 * What a parameter was measured to be by others. `normal`: Normal(observed | value, sigma). `poisson`: Poisson(observed | factor · value),
 * where observed need not be whole.
 */
export type Constraint =
  | { readonly kind: "normal"; readonly observed: number; readonly sigma: number }
  | { readonly kind: "poisson"; readonly observed: number; readonly factor: number };

/** One number of a model that a fit may change. */
export interface Parameter {
  /** Of a set of one for each bin: `mcstat[3]`. */
  readonly name: string;
  readonly type: Modifier["type"];
  readonly init: number;
  readonly lower: number;
  readonly upper: number;
  readonly fixed: boolean;
  readonly constraint: Constraint | undefined;
}

/** All parameters of a workspace in pyhf's order, and where each set of them begins. */
export interface ParameterList {
  readonly parameters: readonly Parameter[];
  readonly start: ReadonlyMap<string, number>;
  /** Index of the parameter of interest; undefined if the measurement has none. */
  readonly poi: number | undefined;
  /** Settings of the measurement that belong to no parameter. */
  readonly unused: readonly string[];
}

/** More are not fitted: the matrix of second derivatives has the square of it. */
const mostParameters = 2000;

/** Types in the order of their parameters. Histosys and normsys of one name are one parameter. */
const order = ["histosys", "lumi", "normfactor", "normsys", "shapefactor", "shapesys", "staterror"] as const;
const familyOf = (type: Modifier["type"]): string => (type === "histosys" ? "normsys" : type);
const isBinwise = (type: Modifier["type"]): boolean => /^(shape|stat)/.test(type);

/** A modifier of one name, at every place where it stands. */
interface Use {
  readonly channel: string;
  readonly sample: string;
  readonly nominal: readonly number[];
  readonly modifier: Modifier;
}

/**
 * The parameters that the modifiers ask for. By type (histosys, lumi, normfactor, normsys, shapefactor, shapesys, staterror), then as they
 * come when channels, samples and modifiers are walked by name; staterrors by their name.
 *
 * @throws {WorkspaceError} if one name means two things, or settings do not fit
 */
export function parametersOf(workspace: Workspace, measurement: WorkspaceMeasurement): ParameterList {
  const sets = new Map<string, Use[]>();
  for (const use of usesOf(workspace)) {
    const uses = sets.get(use.modifier.name);
    if (uses === undefined) sets.set(use.modifier.name, [use]);
    else uses.push(use);
  }
  const first = (type: string) =>
    [...sets].filter(([, uses]) => order.find((each) => uses.some(({ modifier }) => modifier.type === each)) === type);
  const settings = new Map(measurement.config.parameters.map((each) => [each.name, each]));
  const parameters: Parameter[] = [];
  const start = new Map<string, number>();
  for (const type of order) {
    const ofType = first(type);
    if (type === "staterror") ofType.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, uses] of ofType) {
      start.set(name, parameters.length);
      parameters.push(...parameterSet(name, type, uses, settings.get(name)));
    }
  }
  if (parameters.length > mostParameters)
    refuse("", `at most ${mostParameters} parameters are fitted, found ${parameters.length}`);
  const { poi } = measurement.config;
  if (poi !== "" && (!start.has(poi) || isBinwise(parameters[start.get(poi)!]!.type)))
    refuse(
      `measurement ${measurement.name}`,
      `poi: there is no single parameter ${poi}; nearest names: ${nearestNames(poi, start.keys()).join(", ") || "none"}`,
    );
  return { parameters, start, poi: start.get(poi), unused: [...settings.keys()].filter((name) => !start.has(name)) };
}

/** As pyhf walks them. */
function usesOf({ channels }: Workspace): Use[] {
  const byName = <T extends { readonly name: string }>(things: readonly T[]): T[] =>
    [...things].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return byName(channels).flatMap((channel) =>
    byName(channel.samples).flatMap((sample) =>
      byName(sample.modifiers).map((modifier) => ({
        channel: channel.name,
        sample: sample.name,
        nominal: sample.data,
        modifier,
      })),
    ),
  );
}

function parameterSet(
  name: string,
  type: Modifier["type"],
  uses: readonly Use[],
  settings: ParameterSettings = { name },
): Parameter[] {
  checkSharing(name, type, uses);
  const count = isBinwise(type) ? uses[0]!.nominal.length : 1;
  const asked = <Field extends "inits" | "bounds" | "auxdata" | "sigmas" | "factors">(
    field: Field,
  ): ParameterSettings[Field] => {
    const length = settings[field]?.length ?? count;
    if (length !== count) refuse(`parameter ${name}`, `${field}: expected ${count} of them, found ${length}`);
    return settings[field];
  };
  if (type === "lumi" && (settings.auxdata === undefined || settings.sigmas === undefined))
    refuse(`parameter ${name}`, "a lumi needs auxdata and sigmas among the parameters of the measurement");
  return Array.from({ length: count }, (_, bin) => {
    const [natural, width] = constraintOf(type, uses, bin);
    const constraint = natural && {
      ...natural,
      observed: asked("auxdata")?.[bin] ?? natural.observed,
      ...(natural.kind === "normal"
        ? { sigma: asked("sigmas")?.[bin] ?? natural.sigma }
        : { factor: asked("factors")?.[bin] ?? natural.factor }),
    };
    const range = constraint?.kind === "normal" ? 5 * constraint.sigma : 0;
    const init = asked("inits")?.[bin] ?? (type === "lumi" ? constraint!.observed : isNormal(type) ? 0 : 1);
    const [lower, upper] =
      asked("bounds")?.[bin] ?? (type === "lumi" ? [Math.max(0, init - range), init + range] : defaultBounds[type]);
    const fixed = settings.fixed ?? width === 0;
    const own = count === 1 && !isBinwise(type) ? name : `${name}[${bin}]`;
    if (!(lower < upper))
      refuse(`parameter ${own}`, `bounds: expected the lower below the upper, found ${lower}, ${upper}`);
    if (!fixed && !(init >= lower && init <= upper))
      refuse(`parameter ${own}`, `inits: ${init} is outside of its bounds ${lower}, ${upper}`);
    return { name: own, type, init, lower, upper, fixed, constraint };
  });
}

const isNormal = (type: Modifier["type"]): boolean => type === "histosys" || type === "normsys";

const defaultBounds: Readonly<Record<Exclude<Modifier["type"], "lumi">, readonly [number, number]>> = {
  histosys: [-5, 5],
  normsys: [-5, 5],
  normfactor: [0, 10],
  shapefactor: [0, 10],
  shapesys: [1e-10, 10],
  staterror: [1e-10, 10],
};

/**
 * The constraint that the type brings, and its relative width, where 0 fixes the parameter: a bin without uncertainty or without events.
 * Then the constraint stays as a constant, as in pyhf: of width 1, or of one event.
 */
function constraintOf(type: Modifier["type"], uses: readonly Use[], bin: number): [Constraint | undefined, number] {
  if (type === "normfactor" || type === "shapefactor") return [undefined, 1];
  if (type === "lumi") return [{ kind: "normal", observed: 1, sigma: 1 }, 1];
  if (isNormal(type)) return [{ kind: "normal", observed: 0, sigma: 1 }, 1];
  let [nominal, variance] = [0, 0];
  for (const use of uses) {
    nominal += use.nominal[bin]!;
    variance += ((use.modifier.data as readonly number[])[bin] ?? 0) ** 2;
  }
  const width = nominal === 0 ? 0 : Math.sqrt(variance) / Math.abs(nominal);
  if (!uses.some(({ modifier }) => isPoisson(modifier)))
    return [{ kind: "normal", observed: 1, sigma: width || 1 }, width];
  const factor = width === 0 ? 1 : 1 / (width * width);
  return [{ kind: "poisson", observed: factor, factor }, width];
}

const isPoisson = (modifier: Modifier): boolean =>
  modifier.type === "shapesys" || (modifier.type === "staterror" && modifier.constraint === "poisson");

/** One name is one thing. Of bins one by one: of one sample (shapesys), of one channel (staterror), of as many bins (shapefactor). */
function checkSharing(name: string, type: Modifier["type"], uses: readonly Use[]): void {
  const [first] = uses;
  for (const use of uses) {
    const place = `channel ${use.channel}, sample ${use.sample}, modifier ${name}`;
    const before = `channel ${first!.channel}, sample ${first!.sample}`;
    if (familyOf(use.modifier.type) !== familyOf(type))
      refuse(place, `it is a ${use.modifier.type} here, and a ${type} in another place; give one of them another name`);
    if (type === "shapesys" && use !== first)
      refuse(place, `a shapesys belongs to one sample, and ${before} has this one; give each its own name`);
    if (type === "staterror" && isPoisson(use.modifier) !== isPoisson(first!.modifier))
      refuse(place, `its constraint is another one than in ${before}`);
    if (type === "staterror" && use.channel !== first!.channel)
      refuse(place, `a staterror belongs to one channel, and ${before} has this one; give each its own name`);
    if (type === "shapefactor" && use.nominal.length !== first!.nominal.length)
      refuse(place, `it has ${use.nominal.length} bins, and ${first!.nominal.length} in ${before}`);
  }
}

function refuse(place: string, message: string): never {
  throw new WorkspaceError([{ place, message }]);
}
