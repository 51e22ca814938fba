import type { AnalysisView, GroupView } from "../../protocol/documents/analysis-view.ts";
import type { OpenAnalysis } from "../../ledger/booked-analysis.ts";
import { TimeSlices } from "../../async/time-slices.ts";
import { toJsonText, toJsonTextInSteps } from "../../protocol/documents/json-text.ts";
import { GroupDifferences } from "./group-differences.ts";
import { toGroupState, toHead, toStateOutline } from "../../protocol/documents/to-analysis-document.ts";

/** Texts are written for so long, then others have their turn. */
const sliceMs = 5;

/**
 * The JSON texts of one analysis' state, each written once after a change, for everybody who asks. A group that did not change keeps its
 * text.
 */
export class StateTexts {
  readonly analysis: OpenAnalysis;
  readonly #groupTexts = new Map<string, { readonly group: GroupView; readonly text: string }>();
  /** By what an event holds, for the sequence that they belong to. */
  #events = new Map<string, Uint8Array>();
  #eventsOf = -1;
  #head: string | undefined;
  #preparing: Promise<void> | undefined;
  readonly #differences = new GroupDifferences();

  /** @param analysis accepted */
  constructor(analysis: OpenAnalysis) {
    this.analysis = analysis;
  }

  /**
   * A `state` event with the groups that changed after `since`, as bytes that are ready to send and shared by all.
   *
   * @param since sequence of the state that the receiver has; undefined: it has none and gets everything, with the head
   */
  event(since: number | undefined): Uint8Array {
    const view = this.analysis.view();
    const changed = view.groups.filter(({ name }) => since === undefined || this.analysis.groupSequence(name) > since);
    return this.#shared(since === undefined ? "all" : changed.map(({ name }) => name).join(" "), () => {
      const head = since === undefined ? `,"head":${this.#headText(view)}` : "";
      return `${this.#stateFields(view, changed)}${head}`;
    });
  }

  /**
   * The same for a receiver that knows differences: of a group only what changed in it, if the state before was told in this way too, and
   * not long ago.
   *
   * @param isContinued whether the receiver's stream told it the state before
   */
  difference(since: number | undefined, isContinued: boolean): Uint8Array {
    const { sequence } = this.analysis;
    const view = this.analysis.view();
    this.#differences.keep(sequence, view.groups);
    // What came from elsewhere may be of a moment that nobody kept.
    if (since === undefined || !isContinued || !this.#differences.has(since)) return this.event(since);
    return this.#shared(`since ${since}`, () => {
      const changes = toJsonText(this.#differences.between(since, sequence));
      return `${this.#stateFields(view, [])},"since":${since},"changes":${changes}`;
    });
  }

  /** An event of the state as it is now, written once. @param key of what is in it @param fields without the braces around them */
  #shared(key: string, fields: () => string): Uint8Array {
    const { sequence } = this.analysis;
    if (this.#eventsOf !== sequence) {
      this.#events = new Map();
      this.#eventsOf = sequence;
    }
    let event = this.#events.get(key);
    if (event === undefined) {
      event = encoder.encode(`event: state\nid: ${sequence}\ndata: {${fields()}}\n\n`);
      this.#events.set(key, event);
    }
    return event;
  }

  /**
   * Writes the texts of all groups, part by part, so that a large analysis holds up nobody.
   *
   * @returns undefined if they are all there
   */
  prepare(): Promise<void> | undefined {
    const missing = this.analysis.view().groups.filter((group) => this.#groupTexts.get(group.name)?.group !== group);
    if (missing.length === 0) return undefined;
    return (this.#preparing ??= this.#write(missing).finally(() => {
      this.#preparing = undefined;
    }));
  }

  async #write(groups: readonly GroupView[]): Promise<void> {
    const slices = new TimeSlices(sliceMs, 1);
    for (const group of groups) {
      const text = await toJsonTextInSteps(toGroupState(group), () => slices.step());
      this.#groupTexts.set(group.name, { group, text });
    }
  }

  #stateFields(view: AnalysisView, groups: readonly GroupView[]): string {
    const outline = toJsonText(toStateOutline(view, this.analysis.sequence)).slice(1, -1);
    return `${outline},"groups":[${groups.map((group) => this.#groupText(group)).join(",")}]`;
  }

  /** The ledger gives the same object for a group that did not change. */
  #groupText(group: GroupView): string {
    const known = this.#groupTexts.get(group.name);
    if (known?.group === group) return known.text;
    const text = toJsonText(toGroupState(group));
    this.#groupTexts.set(group.name, { group, text });
    return text;
  }

  #headText(view: AnalysisView): string {
    return (this.#head ??= toJsonText(toHead(view)));
  }
}

const encoder = new TextEncoder();
