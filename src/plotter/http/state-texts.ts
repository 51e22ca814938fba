import type { AnalysisView, GroupView } from "../../protocol/documents/analysis-view.ts";
import type { OpenAnalysis } from "../../ledger/booked-analysis.ts";
import { TimeSlices } from "../../async/time-slices.ts";
import { toJsonText, toJsonTextInSteps } from "../../protocol/documents/json-text.ts";
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
    const { sequence } = this.analysis;
    if (this.#eventsOf !== sequence) {
      this.#events = new Map();
      this.#eventsOf = sequence;
    }
    const view = this.analysis.view();
    const changed = view.groups.filter(({ name }) => since === undefined || this.analysis.groupSequence(name) > since);
    const key = since === undefined ? "all" : changed.map(({ name }) => name).join(" ");
    let event = this.#events.get(key);
    if (event === undefined) {
      const head = since === undefined ? `,"head":${this.#headText(view)}` : "";
      event = encoder.encode(
        `event: state\nid: ${sequence}\ndata: {${this.#stateFields(view, sequence, changed)}${head}}\n\n`,
      );
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

  #stateFields(view: AnalysisView, sequence: number, groups: readonly GroupView[]): string {
    const outline = toJsonText(toStateOutline(view, sequence)).slice(1, -1);
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
