import type { Hs3Channel, Hs3Gaussian, Hs3Modifier } from "./hs3-document.ts";
import { parametersOf } from "./parameters.ts";
import type { ParameterSettings, Workspace } from "./workspace.ts";

/** Ends the reading. @param place in names @param message what is wrong there */
export type Refuse = (place: string, message: string) => never;

/** What an analysis says of single parameters, by their names in HS3. */
export interface Hs3Settings {
  readonly ranges: ReadonlyMap<string, readonly [number, number]>;
  readonly point: ReadonlyMap<string, { readonly value: number; readonly fixed: boolean }>;
}

/** HS3 names the parameter of each bin, a workspace the set of them: which sets there are, what they are called, what was measured of them. */
export class Hs3Parameters {
  /** Names of its parameters by name of the set, in their order. */
  readonly #sets = new Map<string, readonly string[]>();
  readonly #setOf = new Map<string, string>();
  readonly #single = new Set<string>();
  readonly #measured = new Map<string, { readonly auxdata: number; readonly sigma: number }>();
  readonly #refuse: Refuse;

  /** @param gaussians terms of the likelihood; `seen` is the datum of one that is no auxiliary distribution */
  constructor(
    channels: readonly Hs3Channel[],
    gaussians: readonly (Hs3Gaussian & { readonly seen?: number })[],
    refuse: Refuse,
  ) {
    this.#refuse = refuse;
    const uses = channels.flatMap(({ name, samples }) =>
      samples.flatMap(({ name: sample = "without name", modifiers }) =>
        modifiers.map((modifier) => ({ modifier, place: `distribution ${name}, sample ${sample}` })),
      ),
    );
    // Single ones keep their names, so they come first.
    for (const { modifier, place } of uses)
      if (!("parameters" in modifier)) {
        this.#single.add(modifier.parameter);
        this.#add([modifier.parameter], modifier.parameter, place);
      }
    for (const { modifier, place } of uses)
      if ("parameters" in modifier) this.#add(modifier.parameters, baseOf(modifier.parameters[0]!), place);
    for (const each of gaussians) this.#measure(each);
    for (const { modifier, place } of uses) this.#requireOneConstraint(modifier, place);
  }

  /** Of the modifier in a workspace. */
  nameOf(modifier: Hs3Modifier): string {
    return this.#setOf.get("parameters" in modifier ? modifier.parameters[0]! : modifier.parameter)!;
  }

  /** Whether a normal term of the likelihood constrains it. */
  isMeasured(parameter: string): boolean {
    return this.#measured.has(parameter);
  }

  /** A parameter that is one of no set. */
  single(parameter: string): string {
    if (this.#single.has(parameter)) return parameter;
    return this.#refuse(`parameter ${parameter}`, "it is of interest, and no modifier has it alone");
  }

  /** Of all sets, for a measurement. */
  settings(shape: Omit<Workspace, "measurements">, { ranges, point }: Hs3Settings): ParameterSettings[] {
    const measured = [...this.#measured].map(([name, { auxdata, sigma }]) => ({
      name,
      auxdata: [auxdata],
      sigmas: [sigma],
    }));
    const bare = { name: "", config: { poi: "", parameters: measured } };
    const natural = parametersOf({ ...shape, measurements: [bare] }, bare);
    return [...this.#sets].map(([name, parameters]): ParameterSettings => {
      const all = <T>(what: string, of: (parameter: string) => T | undefined): T[] | undefined => {
        const found = parameters.map(of);
        const known = found.filter((each) => each !== undefined);
        if (known.length > 0 && known.length < found.length)
          this.#refuse(
            `parameter ${parameters[found.indexOf(undefined)]!}`,
            `it has no ${what}, unlike its neighbours`,
          );
        return known.length === 0 ? undefined : known;
      };
      const bounds = all("range in the domain", (each) => ranges.get(each));
      const inits = all("value in the parameter point", (each) => point.get(each)?.value);
      const first = natural.start.get(name)!;
      // A bin without uncertainty has nothing to fit, whether the point says so or not.
      const isFixed = parameters.map(
        (each, i) => (point.get(each)?.fixed ?? false) || natural.parameters[first + i]!.fixed,
      );
      const asItIs = isFixed.every((each, i) => each === natural.parameters[first + i]!.fixed);
      if (!asItIs && isFixed.some((each) => each !== isFixed[0]))
        this.#refuse(
          `parameter ${parameters[isFixed.indexOf(true)]!}`,
          "const: of the parameters of one modifier all are const here, or those of bins without uncertainty",
        );
      return {
        ...measured.find((each) => each.name === name),
        name,
        ...(bounds === undefined ? {} : { bounds }),
        ...(inits === undefined ? {} : { inits }),
        ...(asItIs ? {} : { fixed: isFixed[0]! }),
      };
    });
  }

  #add(parameters: readonly string[], wanted: string, place: string): void {
    const known = this.#setOf.get(parameters[0]!);
    const members = known === undefined ? undefined : this.#sets.get(known)!;
    if (members?.length === parameters.length && members.every((each, i) => each === parameters[i])) return;
    const shared = parameters.find((each, i) => this.#setOf.has(each) || parameters.indexOf(each) !== i);
    if (shared !== undefined)
      this.#refuse(
        place,
        `the parameter ${shared} is one of several modifiers that do not have all parameters in common`,
      );
    let name = wanted;
    while (this.#sets.has(name)) name += "_";
    this.#sets.set(name, parameters);
    for (const each of parameters) this.#setOf.set(each, name);
  }

  #measure({ name, x, mean, sigma, seen }: Hs3Gaussian & { readonly seen?: number }): void {
    const place = `distribution ${name}`;
    const own = [x, mean].filter((each) => typeof each === "string" && this.#setOf.has(each)) as string[];
    const [parameter] = own;
    const value = seen ?? [x, mean].find((each) => typeof each === "number");
    if (parameter === undefined || own.length > 1 || value === undefined)
      this.#refuse(place, "expected x and mean to be a parameter of a modifier and a number");
    if (!this.#single.has(parameter))
      this.#refuse(
        place,
        `${parameter} is the parameter of a bin, and the constraint of those is said by its modifier`,
      );
    if (this.#measured.has(parameter)) this.#refuse(place, `${parameter} has another constraint already`);
    this.#measured.set(parameter, { auxdata: value, sigma });
  }

  #requireOneConstraint(modifier: Hs3Modifier, place: string): void {
    if (modifier.type !== "normsys" && modifier.type !== "histosys") return;
    const [own, measured] = [modifier.constraint !== undefined, this.#measured.has(modifier.parameter)];
    if (own !== measured) return;
    const what = `${place}, modifier ${modifier.name ?? modifier.parameter}`;
    this.#refuse(what, own ? "it has two constraints" : 'it has no constraint; expected "constraint": "Gauss"');
  }
}

/** What is left of the name of a set's first parameter without its number. */
function baseOf(parameter: string): string {
  return /^(.+?)(?:_bin)?_?\[?[0-9]+\]?$/.exec(parameter)?.[1] ?? parameter;
}
