/** A small file of corrections as the experiments make them: a scale factor in bins, one of every other kind, a compound. */
export const ownCorrections = {
  schema_version: 2,
  corrections: [
    {
      name: "Electron-ID-SF",
      version: 1,
      inputs: [
        { name: "year", type: "string" },
        { name: "point", type: "string" },
        { name: "eta", type: "real" },
        { name: "pt", type: "real" },
      ],
      output: { name: "weight", type: "real" },
      data: {
        nodetype: "category",
        input: "year",
        content: ["2017", "2018"].map((key, y) => ({
          key,
          value: {
            nodetype: "category",
            input: "point",
            content: ["Loose", "Medium"].map((point, p) => ({
              key: point,
              value: {
                nodetype: "multibinning",
                inputs: ["eta", "pt"],
                edges: [
                  [-2.5, -1, 0, 1, 2.5],
                  [10, 20, 50, 100],
                ],
                content: Array.from({ length: 12 }, (_, i) => 0.8 + y / 100 + p / 50 + i / 64),
                flow: "clamp",
              },
            })),
          },
        })),
      },
    },
    {
      name: "strict",
      version: 1,
      inputs: [
        { name: "n", type: "int" },
        { name: "pt", type: "real" },
      ],
      output: { name: "weight", type: "real" },
      data: {
        nodetype: "category",
        input: "n",
        content: [
          { key: 1, value: { nodetype: "binning", input: "pt", edges: [10, 50], content: [2], flow: "error" } },
          { key: 2, value: { nodetype: "formula", parser: "TFormula", expression: "1+x/100", variables: ["pt"] } },
        ],
      },
    },
    {
      name: "scale",
      version: 1,
      inputs: [{ name: "pt", type: "real" }],
      output: { name: "weight", type: "real" },
      data: { nodetype: "formula", parser: "TFormula", expression: "1+1/x", variables: ["pt"] },
    },
  ],
  compound_corrections: [
    {
      name: "twice",
      inputs: [{ name: "pt", type: "real" }],
      output: { name: "weight", type: "real" },
      inputs_update: ["pt"],
      input_op: "*",
      output_op: "*",
      stack: ["scale", "scale"],
    },
  ],
};

/** The bin of the scale factor, found without the program. */
export function ownScaleFactor(year: string, point: string, eta: number, pt: number): number {
  const clamp = (x: number, most: number) => Math.min(Math.max(x, 0), most);
  const bin = (edges: readonly number[], x: number) =>
    clamp(edges.filter((edge) => edge <= x).length - 1, edges.length - 2);
  const i = bin([-2.5, -1, 0, 1, 2.5], eta) * 3 + bin([10, 20, 50, 100], pt);
  return 0.8 + (year === "2018" ? 1 : 0) / 100 + (point === "Medium" ? 1 : 0) / 50 + i / 64;
}
