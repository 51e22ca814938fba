/** Stands on every plot, file and specification of the toy, where ATLAS data have the label of their release. */
export const toyLabel = "Toy simulation, not ATLAS data";
