/** What is told about an analysis that is followed. */
export interface StateListener {
  readonly onOpen: () => void;
  /** @param data an update, as text */
  readonly onUpdate: (data: string) => void;
  /** Nothing more comes. */
  readonly onBroken: () => void;
}
