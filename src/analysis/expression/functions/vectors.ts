import { coordinateFields, type Coordinates } from "../../collection-fields.ts";
import type { FunctionRow, PairSignature, VectorAccess } from "./signature.ts";

function ofVector(name: string, energy: boolean, javascript: (vector: VectorAccess) => string): FunctionRow {
  return {
    name,
    usage: `${name}(four-vector) or ${name}(list of four-vectors)`,
    signatures: [{ kind: "quantity", energy, javascript }],
  };
}

function ofPair(name: string, energy: boolean, javascript: PairSignature["javascript"]): FunctionRow {
  return {
    name,
    usage: `${name}(four-vector, four-vector)`,
    signatures: [{ kind: "pair", result: "number", energy, javascript }],
  };
}

function ofCoordinates(name: Coordinates): FunctionRow {
  return {
    name,
    usage: `${name}(${coordinateFields[name].join(", ")}) of numbers or lists of numbers`,
    signatures: [{ kind: "vector", coordinates: name }],
  };
}

/** A function of momenta and energies of both. */
function ofComponents(name: string): FunctionRow {
  const components = (v: VectorAccess): string[] => [v.px(), v.py(), v.pz(), v.energy()];
  return ofPair(name, false, (a, b) => ({ call: name, values: [...components(a), ...components(b)] }));
}

/** `difference` brought into [−π, π); the same operations in the same order as `deltaPhi` in src/physics. */
function wrapped(difference: string): string {
  const turn = String(2 * Math.PI);
  return `(${difference} - ${turn} * Math.round(${difference} / ${turn}))`;
}

/** Functions of four-vectors; src/physics/four-vector.ts is their reference, bit for bit. */
export const vectorFunctions: readonly FunctionRow[] = [
  ofVector("mass", true, (v) => v.mass()),
  ofVector("pt", true, (v) => v.pt()),
  ofVector("eta", false, (v) => v.eta()),
  ofVector("phi", false, (v) => v.phi()),
  ofVector("energy", true, (v) => v.energy()),
  ofVector("px", true, (v) => v.px()),
  ofVector("py", true, (v) => v.py()),
  ofVector("pz", true, (v) => v.pz()),
  ofVector("rapidity", false, (v) => {
    const e = v.energy();
    const pz = v.pz();
    return `0.5 * Math.log((${e} + ${pz}) / (${e} - ${pz}))`;
  }),
  {
    name: "deltaPhi",
    usage: "deltaPhi(four-vector, four-vector) or deltaPhi(azimuth number, azimuth number)",
    signatures: [
      { kind: "pair", result: "number", energy: false, javascript: (a, b) => wrapped(`(${a.phi()} - ${b.phi()})`) },
      {
        kind: "elementwise",
        parameters: ["number", "number"],
        result: "number",
        javascript: (a, b) => wrapped(`(${a} - ${b})`),
      },
    ],
  },
  ofPair("deltaR", false, (a, b) => {
    const dEta = `(${a.eta()} - ${b.eta()})`;
    const dPhi = wrapped(`(${a.phi()} - ${b.phi()})`);
    return `Math.sqrt(${dEta} * ${dEta} + ${dPhi} * ${dPhi})`;
  }),
  ofPair("transverseMass", true, (a, b) => {
    const cosine = `Math.cos(${wrapped(`(${a.phi()} - ${b.phi()})`)})`;
    return `Math.sqrt(Math.max(0, 2 * ${a.pt()} * ${b.pt()} * (1 - ${cosine})))`;
  }),
  ofComponents("cosThetaStar"),
  ofComponents("cosThetaStarCS"),
  {
    name: "boost",
    usage: "boost(four-vector, four-vector at rest afterwards)",
    signatures: [{ kind: "boost" }],
  },
  ...(Object.keys(coordinateFields) as Coordinates[]).map(ofCoordinates),
];
