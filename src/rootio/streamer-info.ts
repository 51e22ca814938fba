/** What a file says of a class: how its members were written, one after the other. */
export interface StreamerClass {
  readonly name: string;
  readonly version: number;
  readonly checksum: number;
  readonly elements: readonly StreamerElement[];
}

/** One member or base class. @see https://root.cern/doc/master/classTStreamerElement.html */
export interface StreamerElement {
  readonly name: string;
  readonly title: string;
  /** Kind of the member, as ROOT counts them: see `interpretation/form-of-element`. */
  readonly type: number;
  readonly typeName: string;
  /** Sizes of a fixed array, outermost first; none for a single value. */
  readonly dimensions: readonly number[];
  /** Version of a base class. */
  readonly baseVersion: number | undefined;
  /** Member that counts the values behind a pointer. */
  readonly counter: string | undefined;
}

/** The classes that a file describes. */
export class Streamers {
  readonly #byName = new Map<string, StreamerClass[]>();

  constructor(classes: Iterable<StreamerClass> = []) {
    for (const one of classes) {
      const known = this.#byName.get(one.name);
      if (known === undefined) this.#byName.set(one.name, [one]);
      else known.push(one);
    }
  }

  /** The class of exactly that version, or with that checksum. */
  findExactly(
    name: string,
    by: Pick<StreamerClass, "version"> | Pick<StreamerClass, "checksum">,
  ): StreamerClass | undefined {
    return this.#byName
      .get(name)
      ?.find((one) => ("version" in by ? one.version === by.version : one.checksum === by.checksum));
  }

  /** The class with that checksum, else of that version; if neither is known, the only one or the newest one. */
  find(name: string, version?: number, checksum?: number): StreamerClass | undefined {
    const known = this.#byName.get(name);
    if (known === undefined) return undefined;
    return (
      known.find((one) => checksum !== undefined && checksum !== 0 && one.checksum === checksum) ??
      known.find((one) => one.version === version) ??
      known.reduce((newest, one) => (one.version > newest.version ? one : newest))
    );
  }
}

/** Takes what is of use out of the objects that jsroot made; an element of another form than ROOT writes is left out. */
export function toStreamers(infos: readonly unknown[]): Streamers {
  return new Streamers(infos.map((info) => toClass(asRecord(info))).filter((one) => one !== undefined));
}

function toClass(info: Fields): StreamerClass | undefined {
  const elements = asRecord(info["fElements"])["arr"];
  const { fName: name, fClassVersion: version, fCheckSum: checksum } = info;
  if (typeof name !== "string" || typeof version !== "number" || !Array.isArray(elements)) return undefined;
  return {
    name,
    version,
    checksum: typeof checksum === "number" ? checksum >>> 0 : 0,
    elements: elements.map((element) => toElement(asRecord(element))),
  };
}

function toElement(element: Fields): StreamerElement {
  const text = (field: string): string => (typeof element[field] === "string" ? element[field] : "");
  const number = (field: string): number => (typeof element[field] === "number" ? element[field] : 0);
  const sizes =
    Array.isArray(element["fMaxIndex"]) || ArrayBuffer.isView(element["fMaxIndex"])
      ? Array.from(element["fMaxIndex"] as ArrayLike<number>)
      : [];
  return {
    name: text("fName"),
    title: text("fTitle"),
    type: number("fType"),
    typeName: text("fTypeName"),
    dimensions: number("fArrayLength") > 0 ? sizes.slice(0, number("fArrayDim")) : [],
    baseVersion: typeof element["fBaseVersion"] === "number" ? element["fBaseVersion"] : undefined,
    counter: text("fCountName") === "" ? undefined : text("fCountName"),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function asRecord(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
