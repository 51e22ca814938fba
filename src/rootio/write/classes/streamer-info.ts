import { heapObject, memberObject, writeList, writeNamed, writeObjectArray } from "../base-objects.ts";
import type { ObjectWriter } from "../object-writer.ts";
import type { ClassDescription, MemberDescription } from "./class-description.ts";

/** Set in the descriptions of real files. */
const infoBits = heapObject | 0x10000;
/** Versions of the descriptions themselves; all derive from TStreamerElement. */
const versions: Readonly<Record<MemberDescription["kind"], number>> = {
  TStreamerBase: 3,
  TStreamerBasicType: 2,
  TStreamerBasicPointer: 2,
  TStreamerObject: 2,
  TStreamerObjectAny: 2,
  TStreamerObjectPointer: 2,
  TStreamerSTL: 3,
  TStreamerString: 2,
};
const elementVersion = 4;
const infoVersion = 9;
/** ROOT's number of std::vector among the collections. */
const stlVector = 1;

/** These classes and all that they are made of, each once, what is needed before what needs it. */
export function withParts(classes: Iterable<ClassDescription>): ClassDescription[] {
  const found = new Set<ClassDescription>();
  const add = (description: ClassDescription): void => {
    if (found.has(description)) return;
    for (const { of } of description.members) if (of !== undefined) add(of);
    found.add(description);
  };
  for (const description of classes) add(description);
  return [...found];
}

/**
 * The list that lets a reader understand the classes in a file.
 *
 * @see the ROOT file format description, "StreamerInfo record".
 */
export function writeStreamerInfos(writer: ObjectWriter, classes: readonly ClassDescription[]): void {
  writeList(
    writer,
    classes,
    (description) => {
      writer.object("TStreamerInfo", () => {
        writeInfo(writer, description);
      });
    },
    memberObject,
  );
}

function writeInfo(writer: ObjectWriter, { name, version, checksum, members }: ClassDescription): void {
  writer.versioned(infoVersion, () => {
    writeNamed(writer, name, "", infoBits);
    writer.uint32(checksum);
    writer.int32(version);
    writer.object("TObjArray", () => {
      const item = (member: MemberDescription): void => {
        writer.object(member.kind, () => {
          writeMember(writer, member);
        });
      };
      writeObjectArray(writer, members, item, memberObject);
    });
  });
}

function writeMember(writer: ObjectWriter, member: MemberDescription): void {
  writer.versioned(versions[member.kind], () => {
    writer.versioned(elementVersion, () => {
      writeNamed(writer, member.name, member.title);
      writer.int32(member.type);
      writer.int32(member.size);
      writer.int32(0); // length of a fixed array
      writer.int32(0); // its dimensions
      for (let i = 0; i < 5; i++) writer.uint32(i === 1 && member.kind === "TStreamerBase" ? member.of!.checksum : 0);
      writer.string(member.typeName);
    });
    if (member.kind === "TStreamerBase") writer.int32(member.of!.version);
    if (member.counter !== undefined) {
      writer.int32(member.counter.version);
      writer.string(member.counter.name);
      writer.string(member.counter.className);
    }
    if (member.element !== undefined) {
      writer.int32(stlVector);
      writer.int32(member.element);
    }
  });
}
