/** Something that must never be true is. */
export class Violation extends Error {
  /** Which property does not hold. */
  readonly property: string;

  constructor(property: string, message: string) {
    super(`${property}: ${message}`);
    this.name = new.target.name;
    this.property = property;
  }
}
