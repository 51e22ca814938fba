import { type Document, isMap, isPair, isScalar, isSeq, parseDocument, type Scalar, visit } from "yaml";

/** Where the caret is in a specification that is being written, and so may not be readable yet. */
export interface CaretPlace {
  /** Of the value there; for a key that of the object that it belongs to. */
  readonly path: readonly (string | number)[];
  /** Whether a key is being written. In a list, or behind a key, an object may begin as well: then it is a value. */
  readonly isKey: boolean;
  /** Keys that stand beside it. */
  readonly keys: readonly string[];
  /** The word that is being written, half-open. */
  readonly from: number;
  readonly to: number;
  /** Whether it stands in quotes. */
  readonly isQuoted: boolean;
  /** The document with a mark in place of the word. */
  readonly document: Document;
}

/** Stands for the word that is being written. */
const mark = "ZZcaretZZ";

/** Undefined in comments, and wherever else no key or value is. */
export function placeOfCaret(text: string, caret: number): CaretPlace | undefined {
  const from = caret - /\w*$/.exec(text.slice(0, caret))![0].length;
  const to = caret + /^\w*/.exec(text.slice(caret))![0].length;
  const document = parseDocument(text.slice(0, from) + mark + text.slice(to), {
    prettyErrors: false,
    logLevel: "error",
  });
  let place: CaretPlace | undefined;
  visit(document, {
    Scalar(at, scalar, nodes) {
      if (typeof scalar.value !== "string" || !scalar.value.includes(mark)) return undefined;
      const path = nodes.flatMap((node, i) => partOf(node, nodes[i + 1] ?? scalar));
      const isKey = at === "key";
      const map = nodes.findLast((node) => isMap(node));
      const keys = isKey && isMap(map) ? map.items.map(({ key }) => (isScalar(key) ? String(key.value) : "")) : [];
      place = {
        ...{ path: isKey ? path.slice(0, -1) : path, isKey, from, to, document },
        keys: keys.filter((key) => !key.includes(mark)),
        isQuoted: isQuoted(scalar),
      };
      return visit.BREAK;
    },
  });
  return place;
}

/** What leads from a node of the document to what is in it. */
function partOf(node: unknown, inside: unknown): (string | number)[] {
  if (isSeq(node)) return [node.items.indexOf(inside)];
  if (isPair(node) && isScalar(node.key)) return [String(node.key.value)];
  return [];
}

function isQuoted({ type }: Scalar): boolean {
  return type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
}
