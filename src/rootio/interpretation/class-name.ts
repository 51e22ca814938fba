/** A type of C++ as it stands in class names: `std::map<int, vector<float> >` → name `map`, parts `int`, `vector<float>`. */
export interface ClassName {
  readonly name: string;
  readonly parts: readonly string[];
}

export function parseClassName(text: string): ClassName {
  const plain = text.replace(/^(const|enum|struct|class)\s+/, "").trim();
  const open = plain.indexOf("<");
  if (open < 0 || !plain.endsWith(">")) return { name: withoutStd(plain), parts: [] };
  return { name: withoutStd(plain.slice(0, open).trim()), parts: splitParts(plain.slice(open + 1, -1)) };
}

/** At the commas that stand in no inner brackets. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === "<" || letter === "(") depth++;
    else if (letter === ">" || letter === ")") depth--;
    else if (letter === "," && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts;
}

function withoutStd(name: string): string {
  return name.replace(/^std::(__1::|__cxx11::)?/, "");
}
