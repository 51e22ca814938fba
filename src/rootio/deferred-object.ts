/** An object in a tree's record that is made when it is asked for: a branch, or a leaf that another one refers to. */
export class DeferredObject {
  readonly view: DataView;
  /** Byte of the record at which it starts, and length of the key in front of the record. */
  readonly start: number;
  readonly tagOffset: number;
  readonly #objectAt: (start: number) => unknown;
  #made: { readonly object: unknown } | undefined;

  /** @param objectAt makes the object that starts at a byte of the record; it throws if the record is damaged. */
  constructor(view: DataView, start: number, tagOffset: number, objectAt: (start: number) => unknown) {
    this.view = view;
    this.start = start;
    this.tagOffset = tagOffset;
    this.#objectAt = objectAt;
  }

  /** The object, with ROOT's member names. */
  get object(): unknown {
    this.#made ??= { object: this.#objectAt(this.start) };
    return this.#made.object;
  }

  /** Another object of the same record. */
  another(start: number): DeferredObject {
    return new DeferredObject(this.view, start, this.tagOffset, this.#objectAt);
  }
}
