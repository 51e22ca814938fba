/** What a file says of a class it holds objects of: enough for a reader that does not know the class. ROOT calls this TStreamerInfo. */
export interface ClassDescription {
  readonly name: string;
  readonly version: number;
  /** Follows from names, types and bases; a reader that knows the class compares it with its own. */
  readonly checksum: number;
  readonly members: readonly MemberDescription[];
}

/** One base or data member, in the order in which they are written. */
export interface MemberDescription {
  /** Kind of the description itself. */
  readonly kind:
    | "TStreamerBase"
    | "TStreamerBasicType"
    | "TStreamerBasicPointer"
    | "TStreamerObject"
    | "TStreamerObjectAny"
    | "TStreamerObjectPointer"
    | "TStreamerSTL"
    | "TStreamerString";
  readonly name: string;
  /** Only where it means something: `[n]` in front of an array names the member that counts it. */
  readonly title: string;
  /** ROOT's number of the way it is written. */
  readonly type: number;
  /** Bytes in memory, which nobody needs for reading. */
  readonly size: number;
  readonly typeName: string;
  /** Class of the base or member, so that it is described too. */
  readonly of?: ClassDescription;
  /** Of an array: the member that counts it, and the class and version that this one is in. */
  readonly counter?: { readonly name: string; readonly className: string; readonly version: number };
  /** Of a standard vector: number of its element type. */
  readonly element?: number;
}

/**
 * A class with its members in the order in which they are written. The checksum is taken as given: it is not computed from the members.
 *
 * @see https://root.cern/doc/master/classTStreamerInfo.html
 */
export function describeClass(
  name: string,
  version: number,
  checksum: number,
  members: readonly MemberDescription[],
): ClassDescription {
  return { name, version, checksum, members };
}

/** C++ type → ROOT's number, bytes. */
const basicTypes = {
  bool: [18, 1],
  char: [1, 1],
  short: [2, 2],
  "unsigned char": [11, 1],
  "unsigned short": [12, 2],
  int: [3, 4],
  "unsigned int": [13, 4],
  Long64_t: [16, 8],
  float: [5, 4],
  double: [8, 8],
} as const;

type BasicType = keyof typeof basicTypes;

/** Added to the number of a basic type for an array of counted length. */
const counted = 40;
/** A whole number that counts an array. */
const counterType = 6;

function member(
  kind: MemberDescription["kind"],
  name: string,
  type: number,
  size: number,
  typeName: string,
  of?: ClassDescription,
): MemberDescription {
  return { kind, name, title: "", type, size, typeName, ...(of === undefined ? {} : { of }) };
}

/** Two bases are so common that they have numbers of their own. */
const baseTypes = new Map([
  ["TObject", 66],
  ["TNamed", 67],
]);

export function base(of: ClassDescription): MemberDescription {
  return member("TStreamerBase", of.name, baseTypes.get(of.name) ?? 0, 0, "BASE", of);
}

export function basic(name: string, typeName: BasicType): MemberDescription {
  const [type, size] = basicTypes[typeName];
  return member("TStreamerBasicType", name, type, size, typeName);
}

export function basics(typeName: BasicType, ...names: readonly string[]): MemberDescription[] {
  return names.map((name) => basic(name, typeName));
}

/** An enumeration, written as int. */
export function enumeration(name: string, typeName: string): MemberDescription {
  return member("TStreamerBasicType", name, basicTypes.int[0], basicTypes.int[1], typeName);
}

/** TObject's word of bits. */
export function bits(name: string): MemberDescription {
  return member("TStreamerBasicType", name, 15, 4, "unsigned int");
}

/** An int that counts the elements of an array. */
export function counter(name: string): MemberDescription {
  return member("TStreamerBasicType", name, counterType, 4, "int");
}

export function array(
  name: string,
  typeName: BasicType,
  by: { readonly name: string; readonly className: string; readonly version: number },
): MemberDescription {
  const type = counted + basicTypes[typeName][0];
  return { ...member("TStreamerBasicPointer", name, type, 8, `${typeName}*`), title: `[${by.name}]`, counter: by };
}

export function text(name: string, tString: ClassDescription): MemberDescription {
  return member("TStreamerString", name, 65, 24, tString.name, tString);
}

/** A member that is an object derived from TObject. */
export function object(name: string, of: ClassDescription, size: number): MemberDescription {
  return member("TStreamerObject", name, 61, size, of.name, of);
}

/** A member that is an object of another class. */
export function plainObject(name: string, of: ClassDescription | string, size: number): MemberDescription {
  if (typeof of === "string") return member("TStreamerObjectAny", name, 62, size, of);
  return member("TStreamerObjectAny", name, 62, size, of.name, of);
}

/** A pointer to an object derived from TObject, which may be null. */
export function pointer(name: string, of: ClassDescription | string): MemberDescription {
  if (typeof of === "string") return member("TStreamerObjectPointer", name, 64, 8, `${of}*`);
  return member("TStreamerObjectPointer", name, 64, 8, `${of.name}*`, of);
}

/** A pointer that is never null: its object is written as a member would be. */
export function ownedPointer(name: string, of: ClassDescription): MemberDescription {
  return member("TStreamerObjectPointer", name, 63, 8, `${of.name}*`, of);
}

/** @param element number of the element type. */
export function vector(name: string, typeName: string, element: number, size: number): MemberDescription {
  return { ...member("TStreamerSTL", name, 500, size, typeName), element };
}

/** ROOT's description of a standard vector itself. */
export function vectorClass(element: BasicType | "unsigned long" | "ULong64_t", checksum: number): ClassDescription {
  const name = `vector<${element}>`;
  const type = element === "unsigned long" ? 14 : element === "ULong64_t" ? 17 : basicTypes[element][0];
  return { name, version: 6, checksum, members: [vector("This", name, type, 0)] };
}
