import type { Form } from "./form.ts";

type NumberForm = Extract<Form, { kind: "number" }>;

/** C++ spelling, as it stands in class names, → type. `long` is written with 8 bytes on every platform. */
const numberTypes = new Map<string, NumberForm>([
  ...spellings({ kind: "number", type: "bool" }, ["bool", "Bool_t"]),
  ...spellings({ kind: "number", type: "int8" }, ["char", "signed char", "Char_t", "int8_t", "byte"]),
  ...spellings({ kind: "number", type: "uint8" }, ["unsigned char", "UChar_t", "uint8_t"]),
  ...spellings({ kind: "number", type: "int16" }, ["short", "Short_t", "int16_t"]),
  ...spellings({ kind: "number", type: "uint16" }, ["unsigned short", "UShort_t", "uint16_t"]),
  ...spellings({ kind: "number", type: "int32" }, ["int", "Int_t", "int32_t"]),
  ...spellings({ kind: "number", type: "uint32" }, ["unsigned int", "unsigned", "UInt_t", "uint32_t"]),
  ...spellings({ kind: "number", type: "int64" }, ["long", "long long", "Long_t", "Long64_t", "int64_t"]),
  ...spellings({ kind: "number", type: "uint64" }, [
    "unsigned long",
    "unsigned long long",
    "ULong_t",
    "ULong64_t",
    "uint64_t",
    "size_t",
  ]),
  ...spellings({ kind: "number", type: "float32" }, ["float", "Float_t"]),
  ...spellings({ kind: "number", type: "float64" }, ["double", "Double_t"]),
  ...spellings({ kind: "number", type: "float64", coding: { kind: "float" } }, ["Double32_t"]),
  ...spellings({ kind: "number", type: "float32", coding: { kind: "mantissa", bits: 12 } }, ["Float16_t"]),
]);

export function numberTypeOf(name: string): NumberForm | undefined {
  return numberTypes.get(name);
}

function spellings(form: NumberForm, names: readonly string[]): [string, NumberForm][] {
  return names.map((name) => [name, form]);
}
