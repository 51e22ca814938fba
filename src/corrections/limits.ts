/** What a file of corrections may hold. Far above what the experiments hand out, low enough that a hostile file costs little. */
export const correctionLimits = {
  /** Bytes of the file as it is read, gzipped or not. */
  fileBytes: 32 * 1024 * 1024,
  /** Bytes of its text, unpacked. */
  textBytes: 128 * 1024 * 1024,
  /** Numbers, texts, lists and objects in the text. */
  values: 12_000_000,
  /** Lists and objects inside of each other. */
  nesting: 150,
  /** Nodes inside of each other. */
  depth: 40,
  /** Nodes of all corrections together, plain numbers included. */
  nodes: 4_000_000,
  /** Bins of one binning, keys of one category. */
  entries: 2_000_000,
  inputs: 30,
  /** Steps of one compound correction. */
  steps: 50,
  formulaCharacters: 10_000,
  formulaNodes: 2000,
  /** Parentheses and powers inside of each other. */
  formulaDepth: 50,
  /** Lines of code of one compiled correction. */
  codeLines: 50_000,
} as const;
