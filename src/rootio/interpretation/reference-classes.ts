import type { Form, Member } from "./form.ts";

/** References to other objects, which are not written as the file describes their classes. */
export const referenceClasses = new Map<string, Form>([
  [
    "TRef",
    {
      kind: "object",
      name: "TRef",
      head: true,
      members: [number("ref", "uint32"), number("fBits", "uint32"), number("fPID", "uint16")],
    },
  ],
  [
    "TRefArray",
    {
      kind: "object",
      name: "TRefArray",
      head: true,
      members: [
        { name: "", form: { kind: "base" } },
        { name: "fName", form: { kind: "text", head: false } },
        { name: "fSize", form: { kind: "number", type: "int32", counts: "fSize" } },
        number("fLowerBound", "int32"),
        number("fPID", "uint16"),
        {
          name: "refs",
          form: { kind: "counted", counter: "fSize", flag: false, of: { kind: "number", type: "int32" } },
        },
      ],
    },
  ],
]);

function number(name: string, type: "uint16" | "int32" | "uint32"): Member {
  return { name, form: { kind: "number", type } };
}
