/** A name that an expression may use, with what is known of its values. */
export interface Known {
  readonly name: string;
  /** Type and range, for people. */
  readonly about: string;
}

const mostShown = 8;

/**
 * Names that the word before the caret may become: first those that begin with it, then those that it stands in.
 *
 * @returns none where there is no word, or where it is such a name already
 */
export function completionsAt(text: string, caret: number, known: readonly Known[]): Known[] {
  const word = text.slice(...wordAt(text, caret)).toLowerCase();
  if (word === "" || known.some(({ name }) => name.toLowerCase() === word)) return [];
  const at = ({ name }: Known) => name.toLowerCase().indexOf(word);
  const begin = known.filter((each) => at(each) === 0);
  return [...begin, ...known.filter((each) => at(each) > 0)].slice(0, mostShown);
}

/** The text with the name in place of the word at the caret, and the caret behind it. */
export function complete(text: string, caret: number, name: string): { readonly text: string; readonly caret: number } {
  const [start, stop] = wordAt(text, caret);
  return { text: text.slice(0, start) + name + text.slice(stop), caret: start + name.length };
}

/** Where the word at the caret begins and ends; what is behind the caret belongs to it too. */
function wordAt(text: string, caret: number): [number, number] {
  const before = /[A-Za-z_]\w*$/.exec(text.slice(0, caret))?.[0] ?? "";
  const behind = before === "" ? "" : /^\w*/.exec(text.slice(caret))![0];
  return [caret - before.length, caret + behind.length];
}

/** `float32[], 7010 … 201000`. */
export function aboutColumn(column: {
  readonly type: string;
  readonly lowest?: number | undefined;
  readonly highest?: number | undefined;
}): string {
  const { type, lowest, highest } = column;
  if (lowest === undefined || highest === undefined) return type;
  return `${type}, ${shortNumber(lowest)} … ${shortNumber(highest)}`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
