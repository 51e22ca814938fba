import {
  collectDefaultMetrics,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from "prom-client";

/** The labels of one sample: nothing to hand in for a metric without labels, all of them for one that has some. */
type LabelArgument<Name extends string> = [Name] extends [never] ? [] : [labels: Readonly<Record<Name, string>>];

/** Only grows. */
export interface Counter<Name extends string = never> {
  /** @param amount 0 makes the sample visible without counting. */
  add(amount: number, ...labels: LabelArgument<Name>): void;
}

/** Goes up and down. */
export interface Gauge<Name extends string = never> {
  /** Replaces the value of these labels. */
  set(value: number, ...labels: LabelArgument<Name>): void;
  add(amount: number, ...labels: LabelArgument<Name>): void;
}

/** Counts observations in buckets. */
export interface Histogram<Name extends string = never> {
  /** @param value in the unit of the name, such as seconds; it counts in each bucket whose upper edge is not below it */
  observe(value: number, ...labels: LabelArgument<Name>): void;
  /** Makes the samples of these labels visible, with 0, before anything was observed. */
  show(...labels: LabelArgument<Name>): void;
}

/** What a metric is, for the reference page. */
export interface MetricDescription {
  /** With its head. */
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labelNames: readonly string[];
}

/**
 * What one service counts, told in the Prometheus text format.
 *
 * A name is given without its head: `counter("items_total", …)` of the service `processor` is `hzz_processor_items_total`.
 * Counters end in `_total`, times in `_seconds`, sizes in `_bytes`. A name may be used once;
 * the second time throws an `Error`, as a fault of the program.
 *
 * @see Prometheus, "Metric and label naming" and "Exposition formats".
 */
export interface Metrics {
  counter<Name extends string = never>(name: string, help: string, labelNames?: readonly Name[]): Counter<Name>;
  gauge<Name extends string = never>(name: string, help: string, labelNames?: readonly Name[]): Gauge<Name>;
  /** A gauge without labels whose value is asked for at the moment that the metrics are read. */
  gaugeOf(name: string, help: string, read: () => number): void;
  /** @param buckets upper edges, rising; without them, edges that suit requests of a few milliseconds to a minute. */
  histogram<Name extends string = never>(
    name: string,
    help: string,
    labelNames?: readonly Name[],
    buckets?: readonly number[],
  ): Histogram<Name>;
  /** Those that were made so far, Node's own not among them. */
  readonly descriptions: readonly MetricDescription[];
  /** All metrics in the text format. */
  text(): Promise<string>;
  /** The media type of that text. */
  readonly contentType: string;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Metrics of their own, shared with nobody: two services in one process do not meet.
 * @param service a word such as `plotter`
 * @param options `process: true` adds Node's own metrics (memory, CPU, event loop); once a process, as it keeps observers running.
 */
export function createMetrics(service: string, options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process === true) collectDefaultMetrics({ register: registry });
  const { descriptions, common } = describing(service, registry);
  return {
    descriptions,
    counter: <Name extends string>(name: string, help: string, labelNames: readonly Name[] = []): Counter<Name> => {
      const counter = new PromCounter<Name>({ ...common("counter", name, help, labelNames), labelNames });
      return {
        add: (amount, ...[labels]) => {
          counter.inc(labels ?? {}, amount);
        },
      };
    },
    gauge: <Name extends string>(name: string, help: string, labelNames: readonly Name[] = []): Gauge<Name> => {
      const gauge = new PromGauge<Name>({ ...common("gauge", name, help, labelNames), labelNames });
      return {
        set: (value, ...[labels]) => {
          gauge.set(labels ?? {}, value);
        },
        add: (amount, ...[labels]) => {
          gauge.inc(labels ?? {}, amount);
        },
      };
    },
    gaugeOf: (name, help, read) => {
      new PromGauge({
        ...common("gauge", name, help),
        collect() {
          this.set(read());
        },
      });
    },
    histogram: <Name extends string>(
      name: string,
      help: string,
      labelNames: readonly Name[] = [],
      buckets: readonly number[] = SECONDS,
    ): Histogram<Name> => {
      const histogram = new PromHistogram<Name>({
        ...common("histogram", name, help, labelNames),
        labelNames,
        buckets: [...buckets],
      });
      return {
        observe: (value, ...[labels]) => {
          histogram.observe(labels ?? {}, value);
        },
        show: (...[labels]) => {
          histogram.zero(labels ?? {});
        },
      };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** What all kinds of metrics are made with, each told once. */
function describing(service: string, registry: Registry) {
  const descriptions: MetricDescription[] = [];
  const common = (
    kind: MetricDescription["kind"],
    shortName: string,
    help: string,
    labelNames: readonly string[] = [],
  ): { name: string; help: string; registers: [Registry] } => {
    const name = `hzz_${service}_${shortName}`;
    descriptions.push({ name, kind, help, labelNames });
    return { name, help, registers: [registry] };
  };
  return { descriptions, common };
}
