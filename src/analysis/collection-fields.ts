/** Which fields of a collection make its elements four-vectors; any other field just goes along. */
export const vectorFields: ReadonlySet<string> = new Set(["pt", "eta", "phi", "px", "py", "pz", "energy", "mass"]);

/** Whether these fields hold a four-vector; {@link collectionProblem} has nothing against them. */
export function isFourVector(fields: Iterable<string>): boolean {
  return [...fields].some((field) => vectorFields.has(field));
}

/** What is wrong with the fields of a collection, behind its name; undefined if nothing is. */
export function collectionProblem(fields: readonly string[]): string | undefined {
  const given = fields.filter((field) => vectorFields.has(field));
  if (fields.length === 0) return "needs at least one field";
  if (given.length === 0) return undefined;
  const has = (field: string) => given.includes(field);
  const isCartesian = given.length === 4 && ["px", "py", "pz", "energy"].every(has);
  const isPolar = given.length === 4 && ["pt", "eta", "phi"].every(has) && (has("energy") || has("mass"));
  if (isCartesian || isPolar) return undefined;
  return `needs pt, eta, phi and exactly one of energy and mass, or px, py, pz and energy, or none of these; it has ${given.join(", ")}`;
}
