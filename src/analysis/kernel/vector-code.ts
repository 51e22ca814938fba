import type { VectorAccess } from "../expression/functions/signature.ts";
import type { CodeWriter } from "./code-writer.ts";
import { atomOf, type ListValue, vectorOf } from "./value.ts";

/** Variables that hold the loaded fields of one element of a collection; those not asked for are absent. */
export interface LoadedFields {
  readonly pt: string;
  readonly eta?: string | undefined;
  readonly phi?: string | undefined;
  readonly energy?: string | undefined;
  readonly mass?: string | undefined;
}

/** One element of a collection: what the file gives is given back as it is, the rest is computed when asked for. */
export function polarVector(code: CodeWriter, fields: LoadedFields): VectorAccess {
  const { pt } = fields;
  const get = (field: "eta" | "phi" | "energy" | "mass"): string => {
    const atom = fields[field];
    if (atom === undefined) throw new TypeError(`The ${field} of a four-vector was not asked for`);
    return atom;
  };
  const pz = (): string => code.constant(`${pt} * sinh(${get("eta")})`);
  // Both at once, since whoever wants one mostly wants the other, too.
  const azimuth = (): readonly [string, string] =>
    code.once(`azimuth ${get("phi")}`, () => {
      code.line(`cosSin(${get("phi")}, azimuth);`);
      return [code.constant("azimuth[0]"), code.constant("azimuth[1]")];
    });
  return {
    pt: () => pt,
    eta: () => get("eta"),
    phi: () => get("phi"),
    px: () => code.constant(`${pt} * ${azimuth()[0]}`),
    py: () => code.constant(`${pt} * ${azimuth()[1]}`),
    pz,
    energy: () => {
      if (fields.energy !== undefined) return fields.energy;
      const [m, z] = [get("mass"), pz()];
      return code.constant(`Math.sqrt(${m} * ${m} + (${pt} * ${pt} + ${z} * ${z}))`);
    },
    mass: () => {
      if (fields.mass !== undefined) return fields.mass;
      const [e, z] = [get("energy"), pz()];
      return code.constant(`Math.sqrt(Math.max(0, ${e} * ${e} - (${pt} * ${pt} + ${z} * ${z})))`);
    },
  };
}

/** A system of particles, known by its energy and momentum, each in a variable. */
export function cartesianVector(
  code: CodeWriter,
  [px, py, pz, energy]: readonly [string, string, string, string],
): VectorAccess {
  const pt = (): string => code.constant(`Math.sqrt(${px} * ${px} + ${py} * ${py})`);
  return {
    px: () => px,
    py: () => py,
    pz: () => pz,
    energy: () => energy,
    pt,
    eta: () => code.constant(`${pz} === 0 ? 0 : Math.asinh(${pz} / ${pt()})`),
    phi: () => code.constant(`Math.atan2(${py}, ${px})`),
    mass: () =>
      code.constant(`Math.sqrt(Math.max(0, ${energy} * ${energy} - (${px} * ${px} + ${py} * ${py} + ${pz} * ${pz})))`),
  };
}

/** The system of two. */
export function addVectors(code: CodeWriter, a: VectorAccess, b: VectorAccess): VectorAccess {
  const px = code.constant(`${a.px()} + ${b.px()}`);
  const py = code.constant(`${a.py()} + ${b.py()}`);
  const pz = code.constant(`${a.pz()} + ${b.pz()}`);
  const energy = code.constant(`${a.energy()} + ${b.energy()}`);
  return cartesianVector(code, [px, py, pz, energy]);
}

/** The system of all elements, summed in one loop. */
export function sumVectors(code: CodeWriter, list: ListValue): VectorAccess {
  const totals = [code.fresh("s"), code.fresh("s"), code.fresh("s"), code.fresh("s")] as const;
  code.line(`let ${totals.map((total) => `${total} = 0`).join(", ")};`);
  const k = code.fresh("k");
  code.block(`for (let ${k} = 0; ${k} < ${list.length}; ${k}++)`, () => {
    const v = vectorOf(list.at(k));
    const terms = [v.px(), v.py(), v.pz(), v.energy()];
    totals.forEach((total, i) => {
      code.line(`${total} += ${terms[i]!};`);
    });
  });
  return cartesianVector(code, totals);
}

/** Loads the fields of element `index`. */
export function loadFields(lists: Partial<Record<keyof LoadedFields, ListValue>>, index: string): LoadedFields {
  const load = (list: ListValue | undefined): string | undefined => list && atomOf(list.at(index));
  return {
    pt: load(lists.pt)!,
    eta: load(lists.eta),
    phi: load(lists.phi),
    energy: load(lists.energy),
    mass: load(lists.mass),
  };
}
