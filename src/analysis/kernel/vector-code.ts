import type { Coordinates } from "../collection-fields.ts";
import type { VectorAccess } from "../expression/functions/signature.ts";
import type { CodeWriter } from "./code-writer.ts";
import type { Program } from "./program.ts";
import { type ListValue, type RecordValue, recordOf, vectorOf } from "./value.ts";

type Quantity = keyof VectorAccess;
type Components = Pick<VectorAccess, "px" | "py" | "pz" | "energy">;

/** Each quantity is computed once in a block, however often it is asked for. */
function remembered(code: CodeWriter, vector: VectorAccess): VectorAccess {
  const id = code.fresh("r");
  const once = (name: Quantity) => () => code.once(`${id} ${name}`, vector[name]);
  return {
    pt: once("pt"),
    eta: once("eta"),
    phi: once("phi"),
    energy: once("energy"),
    mass: once("mass"),
    px: once("px"),
    py: once("py"),
    pz: once("pz"),
  };
}

/** A particle as detectors measure it: what the file gives is given back as it is, the rest is computed when asked for. */
function polarVector(
  code: CodeWriter,
  get: (field: "pt" | "eta" | "phi" | "energy" | "mass") => string,
  hasEnergy: boolean,
): VectorAccess {
  const pz = (): string => {
    const [pt, eta] = [get("pt"), get("eta")];
    // Energy and mass ask for it, too.
    return code.once(`pz ${pt} ${eta}`, () => {
      code.line(`real[0] = ${eta};`);
      code.line("sinh(real);");
      return code.constant(`${pt} * real[0]`);
    });
  };
  // Both at once, since whoever wants one mostly wants the other, too.
  const azimuth = (): readonly [string, string] =>
    code.once(`azimuth ${get("phi")}`, () => {
      code.line(`real[0] = ${get("phi")};`);
      code.line("cosSin(real);");
      return [code.constant("real[0]"), code.constant("real[1]")];
    });
  return {
    pt: () => get("pt"),
    eta: () => get("eta"),
    phi: () => get("phi"),
    px: () => code.constant(`${get("pt")} * ${azimuth()[0]}`),
    py: () => code.constant(`${get("pt")} * ${azimuth()[1]}`),
    pz,
    energy: () => {
      if (hasEnergy) return get("energy");
      const [pt, z, m] = [get("pt"), pz(), get("mass")];
      return code.constant(`Math.sqrt(Math.max(0, ${m} * Math.abs(${m}) + (${pt} * ${pt} + ${z} * ${z})))`);
    },
    mass: () => {
      if (!hasEnergy) return get("mass");
      const [pt, z, e] = [get("pt"), pz(), get("energy")];
      return signedRoot(code, `${e} * ${e} - (${pt} * ${pt} + ${z} * ${z})`);
    },
  };
}

/** The four-vector that four numbers make. `get` gives those that the coordinates have. */
export function vectorOfCoordinates(
  code: CodeWriter,
  coordinates: Coordinates,
  get: (field: string) => string,
): VectorAccess {
  if (coordinates === "ptEtaPhiE" || coordinates === "ptEtaPhiM")
    return remembered(code, polarVector(code, get, coordinates === "ptEtaPhiE"));
  const [px, py, pz, mass] = ["px", "py", "pz", "mass"].map((field) => () => get(field)) as [Get, Get, Get, Get];
  if (coordinates === "pxPyPzE")
    return remembered(code, cartesianVector(code, { px, py, pz, energy: () => get("energy") }));
  const energy = (): string => {
    const [x, y, z, m] = [px(), py(), pz(), mass()];
    return code.constant(`Math.sqrt(Math.max(0, ${m} * Math.abs(${m}) + (${x} * ${x} + ${y} * ${y} + ${z} * ${z})))`);
  };
  return remembered(code, { ...cartesianVector(code, { px, py, pz, energy }), mass });
}

type Get = () => string;

/** √x, and −√−x of a negative x. */
function signedRoot(code: CodeWriter, square: string): string {
  const x = code.constant(square);
  return code.constant(`${x} < 0 ? -Math.sqrt(-${x}) : Math.sqrt(${x})`);
}

/** What is known by its energy and momentum. */
function cartesianVector(code: CodeWriter, components: Components): VectorAccess {
  const { px, py, pz, energy } = components;
  const pt = (): string => {
    const [x, y] = [px(), py()];
    return code.constant(`Math.sqrt(${x} * ${x} + ${y} * ${y})`);
  };
  return {
    px,
    py,
    pz,
    energy,
    pt,
    eta: () => {
      const z = pz();
      return code.constant(`${z} === 0 ? 0 : Math.asinh(${z} / ${pt()})`);
    },
    phi: () => code.constant(`Math.atan2(${py()}, ${px()})`),
    mass: () => {
      const [x, y, z, e] = [px(), py(), pz(), energy()];
      return signedRoot(code, `${e} * ${e} - (${x} * ${x} + ${y} * ${y} + ${z} * ${z})`);
    },
  };
}

/** A four-vector whose components are computed, each where it is first asked for. */
export function computedVector(code: CodeWriter, component: (name: keyof Components) => string): VectorAccess {
  const compute = (name: keyof Components) => () => code.constant(component(name));
  return remembered(
    code,
    cartesianVector(code, { px: compute("px"), py: compute("py"), pz: compute("pz"), energy: compute("energy") }),
  );
}

/** As seen from where `frame` is at rest; the same operations as `boost` in src/physics. */
export function boostedVector(code: CodeWriter, v: VectorAccess, frame: VectorAccess): VectorAccess {
  const id = code.fresh("r");
  const shared = (): { readonly energy: string; readonly factor: string } =>
    code.once(`${id} boost`, () => {
      const [x, y, z, e] = [frame.px(), frame.py(), frame.pz(), frame.energy()];
      const square = code.constant(`${e} * ${e} - (${x} * ${x} + ${y} * ${y} + ${z} * ${z})`);
      const mass = code.constant(`Math.sqrt(${square} > 0 ? ${square} : -1)`);
      const along = `(${v.px()} * ${x} + ${v.py()} * ${y} + ${v.pz()} * ${z})`;
      const energy = code.constant(`(${v.energy()} * ${e} - ${along}) / ${mass}`);
      return { energy, factor: code.constant(`(${v.energy()} + ${energy}) / (${e} + ${mass})`) };
    });
  return computedVector(code, (name) => {
    const { energy, factor } = shared();
    return name === "energy" ? energy : `${v[name]()} - ${factor} * ${frame[name]()}`;
  });
}

/** The system of several, added from left to right. */
export function addVectors(code: CodeWriter, vectors: readonly VectorAccess[]): VectorAccess {
  return computedVector(code, (name) => vectors.map((vector) => vector[name]()).join(" + "));
}

/** The system of all elements, summed in one loop. */
export function sumVectors(program: Program, list: ListValue): VectorAccess {
  const { code } = program;
  const totals = [code.fresh("s"), code.fresh("s"), code.fresh("s"), code.fresh("s")] as const;
  code.line(`let ${totals.map((total) => `${total} = 0`).join(", ")};`);
  program.loop(list.length, (k) => {
    const v = vectorOf(list.at(k));
    const terms = [v.px(), v.py(), v.pz(), v.energy()];
    totals.forEach((total, i) => {
      code.line(`${total} += ${terms[i]!};`);
    });
  });
  const [px, py, pz, energy] = totals.map((total) => () => total) as [
    () => string,
    () => string,
    () => string,
    () => string,
  ];
  return remembered(code, cartesianVector(code, { px, py, pz, energy }));
}

/**
 * The same list, with energies and momenta computed once for each element: for lists of which every element is used
 * several times, or where computing one is long. Only what is asked for is computed, at this point of the code.
 *
 * @param isMeasured whether pt, eta, phi and mass are looked up; else they are computed from what is stored
 */
export function storedVectors(program: Program, list: ListValue, isMeasured: boolean): ListValue {
  const { code } = program;
  const place = program.place();
  const buffers = new Map<string, string>();
  const bufferOf = (name: keyof Components): string => {
    const known = buffers.get(name);
    if (known !== undefined) return known;
    const names: (keyof Components)[] = name === "px" || name === "py" ? ["px", "py"] : [name];
    program.at(place, () => {
      for (const each of names) {
        buffers.set(each, program.buffer("Float64Array"));
        program.reserve(buffers.get(each)!, list.length);
      }
      program.loop(list.length, (k) => {
        const vector = vectorOf(list.at(k));
        for (const each of names) code.line(`${buffers.get(each)!}[${k}] = ${vector[each]()};`);
      });
    });
    return buffers.get(name)!;
  };
  const at = (k: string): RecordValue => {
    const id = code.fresh("r");
    const element = (): RecordValue => code.once(id, () => recordOf(list.at(k)));
    const stored = computedVector(code, (name) => `${bufferOf(name)}[${k}]`);
    const own = (name: Quantity) => () => vectorOf(element())[name]();
    const vector = isMeasured
      ? { ...stored, pt: own("pt"), eta: own("eta"), phi: own("phi"), mass: own("mass") }
      : stored;
    return { kind: "record", vector, field: (name) => element().field(name) };
  };
  return { kind: "list", length: list.length, at };
}
