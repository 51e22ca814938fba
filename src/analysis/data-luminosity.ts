/** As much of a specification, or of the head of a document, as says how much data there is. */
export interface DataGroups {
  readonly luminosityInvFb: number;
  readonly groups: readonly {
    readonly kind: "data" | "background" | "signal";
    readonly luminosityInvFb?: number | undefined;
    readonly samples: readonly { readonly name: string; readonly luminosityInvFb?: number | undefined }[];
  }[];
}

/** Two luminosities this near to each other are one number, rounded differently. */
const sameWithin = 0.01;

/**
 * Integrated luminosity of the data in fb⁻¹: the sum over all data groups; of each what its samples say, or what it says of all of them
 * together. Rounded to six digits, so that decimal parts add up as they do on paper.
 *
 * @param isIn of which samples; all if left out. A group that only says a sum counts as a whole, or not at all.
 * @returns undefined if there are no data, or it is not known of all of them
 */
export function dataLuminosity(
  { groups }: Pick<DataGroups, "groups">,
  isIn: (sample: string) => boolean = () => true,
): number | undefined {
  const data = groups.filter(({ kind }) => kind === "data");
  if (data.length === 0) return undefined;
  let sum = 0;
  for (const { luminosityInvFb, samples } of data)
    if (samples.every((sample) => sample.luminosityInvFb !== undefined))
      for (const sample of samples) sum += isIn(sample.name) ? sample.luminosityInvFb! : 0;
    else if (luminosityInvFb === undefined) return undefined;
    else if (samples.every(({ name }) => isIn(name))) sum += luminosityInvFb;
  return Number(sum.toPrecision(6));
}

/**
 * Whether simulation is scaled to another luminosity than the data have, by more than 1 %. Undefined where there is nothing to compare:
 * no simulation, or data of which it is not known.
 */
export function isScaledDifferently(spec: DataGroups): boolean | undefined {
  const ofData = dataLuminosity(spec);
  if (ofData === undefined || spec.groups.every(({ kind }) => kind === "data")) return undefined;
  return Math.abs(ofData - spec.luminosityInvFb) > sameWithin * ofData;
}
