/** What the page asks of the worker that is its server. Requests and streams are numbered by the page. */
export type ToServer =
  | {
      readonly kind: "ask";
      readonly number: number;
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Opens a stream of events. */
  | { readonly kind: "follow"; readonly number: number; readonly path: string }
  | { readonly kind: "leave"; readonly number: number }
  /** Files of this computer that specifications may name from now on. */
  | { readonly kind: "pick"; readonly files: readonly File[] };

export type FromServer =
  | {
      readonly kind: "answer";
      readonly number: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: ArrayBuffer;
    }
  | { readonly kind: "open"; readonly number: number }
  | { readonly kind: "event"; readonly number: number; readonly event: string; readonly data: string }
  /** The stream has ended; nothing more comes. */
  | { readonly kind: "broken"; readonly number: number };
