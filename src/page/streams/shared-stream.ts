import { mostFollowed } from "../../protocol/documents/stream-limits.ts";

/** What a tab asks of the stream that it shares with others. */
export type TabRequest =
  | { readonly kind: "watch"; readonly id: string; /** Of the state that it has. */ readonly sequence: number }
  | { readonly kind: "leave"; readonly id: string };

/**
 * What a tab is told about an analysis that it watches. First that its request has come (`taken`). After `broken` it is told nothing
 * more, until it asks again.
 */
export type TabMessage =
  | { readonly kind: "taken" | "open" | "broken"; readonly id: string }
  | { readonly kind: "update"; readonly id: string; readonly data: string };

export interface Tab {
  postMessage(message: TabMessage): void;
}

/** What an open stream tells. `state`: the data of an update, as text. */
export interface StreamEvents {
  open(): void;
  state(data: string): void;
  end(data: string): void;
  broken(): void;
}

/** @param analyses as the plotter wants them in the query of `/events` */
export type OpenStream = (analyses: string, events: StreamEvents) => { close(): void };

interface Watched {
  /** Sequence of the state that every tab has at least. */
  sequence: number;
  readonly tabs: Set<Tab>;
  /** Tabs with another state, which the open stream knows nothing of: what it brings may not continue theirs. */
  readonly joining: Map<Tab, number>;
}

/**
 * One stream for all tabs of a browser, whatever analyses they watch: over HTTP/1.1 a browser opens six connections to a server, so that
 * with a stream for each tab the seventh would never load. It is opened anew when somebody comes or goes, and goes on where it was.
 */
export class SharedStream {
  readonly #watched = new Map<string, Watched>();
  readonly #openStream: OpenStream;
  readonly #soon: (act: () => void) => void;
  #stream: { close(): void } | undefined;
  #isDue = false;

  /** @param soon does something in a moment: who comes meanwhile comes with it */
  constructor(openStream: OpenStream, soon: (act: () => void) => void) {
    this.#openStream = openStream;
    this.#soon = soon;
  }

  take(tab: Tab, request: TabRequest): void {
    if (request.kind === "watch") this.#watch(tab, request.id, request.sequence);
    else this.#leave(tab, request.id);
  }

  #watch(tab: Tab, id: string, sequence: number): void {
    const known = this.#watched.get(id);
    if (known === undefined && this.#watched.size >= mostFollowed) {
      // So many at once are no stream any more: such a tab asks now and then, as after a broken connection.
      tab.postMessage({ kind: "broken", id });
      return;
    }
    const watched = known ?? { sequence, tabs: new Set(), joining: new Map() };
    this.#watched.set(id, watched);
    watched.tabs.delete(tab);
    watched.joining.set(tab, sequence);
    this.#reopenSoon();
  }

  #leave(tab: Tab, id: string): void {
    const watched = this.#watched.get(id);
    if (watched === undefined) return;
    watched.tabs.delete(tab);
    watched.joining.delete(tab);
    if (watched.tabs.size + watched.joining.size > 0) return;
    this.#watched.delete(id);
    this.#reopenSoon();
  }

  #reopenSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#soon(() => {
      this.#isDue = false;
      this.#reopen();
    });
  }

  #reopen(): void {
    this.#stream?.close();
    this.#stream = undefined;
    for (const watched of this.#watched.values()) {
      const before = watched.tabs.size === 0 ? [] : [watched.sequence];
      // Who has a later state gets some of it twice, which changes nothing.
      watched.sequence = Math.min(...before, ...watched.joining.values());
      for (const tab of watched.joining.keys()) watched.tabs.add(tab);
      watched.joining.clear();
    }
    if (this.#watched.size === 0) return;
    const analyses = Array.from(this.#watched, ([id, { sequence }]) => `${encodeURIComponent(id)}:${sequence}`);
    this.#stream = this.#openStream(analyses.join(","), {
      open: () => {
        for (const [id, { tabs }] of this.#watched) tell(tabs, { kind: "open", id });
      },
      state: (data) => {
        const { id, sequence } = JSON.parse(data) as { readonly id: string; readonly sequence: number };
        const watched = this.#watched.get(id);
        if (watched === undefined) return;
        watched.sequence = sequence;
        tell(watched.tabs, { kind: "update", id, data });
      },
      end: (data) => {
        const { id } = JSON.parse(data) as { readonly id: string };
        const watched = this.#watched.get(id);
        if (watched === undefined) return;
        tell(watched.tabs, { kind: "broken", id });
        watched.tabs.clear();
        if (watched.joining.size === 0) this.#watched.delete(id);
      },
      broken: () => {
        this.#break();
      },
    });
  }

  /** Every tab is told, and asks again after a pause of its own. */
  #break(): void {
    this.#stream?.close();
    this.#stream = undefined;
    for (const [id, { tabs, joining }] of this.#watched) {
      tell(tabs, { kind: "broken", id });
      tabs.clear();
      if (joining.size === 0) this.#watched.delete(id);
    }
  }
}

function tell(tabs: ReadonlySet<Tab>, message: TabMessage): void {
  for (const tab of tabs) tab.postMessage(message);
}
