/** What a four-vector is given by, in this order. */
export const coordinateFields = {
  ptEtaPhiM: ["pt", "eta", "phi", "mass"],
  ptEtaPhiE: ["pt", "eta", "phi", "energy"],
  pxPyPzE: ["px", "py", "pz", "energy"],
  pxPyPzM: ["px", "py", "pz", "mass"],
} as const;

export type Coordinates = keyof typeof coordinateFields;

/** Which fields of a collection make its elements four-vectors; any other field just goes along. */
export const vectorFields: ReadonlySet<string> = new Set(["pt", "eta", "phi", "px", "py", "pz", "energy", "mass"]);

/** Whether these fields hold a four-vector; {@link collectionProblem} has nothing against them. */
export function isFourVector(fields: Iterable<string>): boolean {
  return [...fields].some((field) => vectorFields.has(field));
}

/** By which of them the four-vectors of such a collection are given. */
export function coordinatesOf(fields: Iterable<string>): Coordinates {
  const given = new Set(fields);
  const found = Object.entries(coordinateFields).find(([, names]) => names.every((name) => given.has(name)));
  return found![0] as Coordinates;
}

/** What is wrong with the fields of a collection, behind its name; undefined if nothing is. */
export function collectionProblem(fields: readonly string[]): string | undefined {
  const given = fields.filter((field) => vectorFields.has(field));
  if (fields.length === 0) return "needs at least one field";
  if (given.length === 0) return undefined;
  const isWhole = Object.values(coordinateFields).some(
    (names) => given.length === names.length && names.every((name) => given.includes(name)),
  );
  if (isWhole) return undefined;
  return `needs pt, eta, phi or px, py, pz, and exactly one of energy and mass, or none of these; it has ${given.join(", ")}`;
}
