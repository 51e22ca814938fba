/** Looking into a value of which nothing is known yet: what is absent or of another type is simply not there. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsIn(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function listIn(value: unknown, field: string): readonly unknown[] {
  const list: unknown = fieldsIn(value)?.[field];
  return Array.isArray(list) ? list : [];
}

export function textIn(value: unknown, field: string): string | undefined {
  const text = fieldsIn(value)?.[field];
  return typeof text === "string" ? text : undefined;
}

export function numberIn(value: unknown, field: string): number | undefined {
  const number = fieldsIn(value)?.[field];
  return typeof number === "number" ? number : undefined;
}
