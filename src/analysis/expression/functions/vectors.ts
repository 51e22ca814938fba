import { type FunctionRow, quantity, type VectorAccess } from "./signature.ts";

function ofVector(
  name: string,
  needs: number,
  energy: boolean,
  javascript: (vector: VectorAccess) => string,
): FunctionRow {
  return {
    name,
    usage: `${name}(four-vector) or ${name}(list of four-vectors)`,
    signatures: [{ kind: "quantity", needs, energy, javascript }],
  };
}

function ofPair(name: string, needs: number, javascript: (a: VectorAccess, b: VectorAccess) => string): FunctionRow {
  return {
    name,
    usage: `${name}(four-vector, four-vector)`,
    signatures: [{ kind: "pair", needs, javascript }],
  };
}

/** `difference` brought into [−π, π); the same operations in the same order as `deltaPhi` in src/physics. */
function wrapped(difference: string): string {
  const turn = String(2 * Math.PI);
  return `(${difference} - ${turn} * Math.round(${difference} / ${turn}))`;
}

const { pt, eta, phi, energy, mass } = quantity;

/** Functions of four-vectors; src/physics/four-vector.ts is their reference, bit for bit. */
export const vectorFunctions: readonly FunctionRow[] = [
  ofVector("mass", mass, true, (v) => v.mass()),
  ofVector("pt", pt, true, (v) => v.pt()),
  ofVector("eta", eta, false, (v) => v.eta()),
  ofVector("phi", phi, false, (v) => v.phi()),
  ofVector("energy", energy, true, (v) => v.energy()),
  ofVector("px", pt | phi, true, (v) => v.px()),
  ofVector("py", pt | phi, true, (v) => v.py()),
  ofVector("pz", pt | eta, true, (v) => v.pz()),
  ofVector("rapidity", pt | eta | energy, false, (v) => {
    const e = v.energy();
    const pz = v.pz();
    return `0.5 * Math.log((${e} + ${pz}) / (${e} - ${pz}))`;
  }),
  ofPair("deltaPhi", phi, (a, b) => wrapped(`(${a.phi()} - ${b.phi()})`)),
  ofPair("deltaR", eta | phi, (a, b) => {
    const dEta = `(${a.eta()} - ${b.eta()})`;
    const dPhi = wrapped(`(${a.phi()} - ${b.phi()})`);
    return `Math.sqrt(${dEta} * ${dEta} + ${dPhi} * ${dPhi})`;
  }),
];
