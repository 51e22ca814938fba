/** Stands on every plot, file and specification of the toy, where ATLAS data have the label of their release. */
export const toyLabel = "Toy simulation, not ATLAS data";

/** Whether a text says of itself that it is about the toy: it begins with the label, and more may follow. */
export function isToyLabel(text: string): boolean {
  return text.startsWith(toyLabel);
}
