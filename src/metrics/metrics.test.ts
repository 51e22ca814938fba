import { describe, expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

describe("createMetrics", () => {
  it("heads each name with the project and the service", async () => {
    const metrics = createMetrics("plotter");
    metrics.counter("events_total", "Events.", ["kind"]).add(2, { kind: "done" });
    metrics.gauge("streams", "Open streams.").set(3);
    expect(await metrics.text()).toBe(
      "# HELP hzz_plotter_events_total Events.\n" +
        "# TYPE hzz_plotter_events_total counter\n" +
        'hzz_plotter_events_total{kind="done"} 2\n' +
        "\n" +
        "# HELP hzz_plotter_streams Open streams.\n" +
        "# TYPE hzz_plotter_streams gauge\n" +
        "hzz_plotter_streams 3\n",
    );
    expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  it("adds to counters and gauges, and observes into buckets", async () => {
    const metrics = createMetrics("x");
    const counter = metrics.counter("c_total", "C.");
    counter.add(1);
    counter.add(2.5);
    const gauge = metrics.gauge("g", "G.");
    gauge.add(2);
    gauge.add(-1);
    metrics.histogram("h_seconds", "H.", [], [1, 2]).observe(1.5);
    const text = await metrics.text();
    expect(text).toContain("hzz_x_c_total 3.5\n");
    expect(text).toContain("hzz_x_g 1\n");
    expect(text).toContain(
      'hzz_x_h_seconds_bucket{le="1"} 0\nhzz_x_h_seconds_bucket{le="2"} 1\nhzz_x_h_seconds_bucket{le="+Inf"} 1\n' +
        "hzz_x_h_seconds_sum 1.5\nhzz_x_h_seconds_count 1\n",
    );
  });

  it("shows a counter from its first moment, at zero", async () => {
    const metrics = createMetrics("x");
    metrics.counter("c_total", "C.");
    expect(await metrics.text()).toContain("hzz_x_c_total 0\n");
  });

  it("shows the buckets of labels before anything was observed, and does not count that", async () => {
    const metrics = createMetrics("x");
    const histogram = metrics.histogram("h_seconds", "H.", ["lane"], [1]);
    histogram.show({ lane: "zz" });
    expect(await metrics.text()).toContain('hzz_x_h_seconds_bucket{le="1",lane="zz"} 0\n');
    histogram.observe(0.5, { lane: "zz" });
    expect(await metrics.text()).toContain('hzz_x_h_seconds_count{lane="zz"} 1\n');
  });

  it("asks for the value of a gauge when the metrics are read", async () => {
    const metrics = createMetrics("x");
    let value = 1;
    metrics.gaugeOf("g", "G.", () => value);
    expect(await metrics.text()).toContain("hzz_x_g 1\n");
    value = 7;
    expect(await metrics.text()).toContain("hzz_x_g 7\n");
  });

  it("keeps two services apart", async () => {
    const [one, other] = [createMetrics("x"), createMetrics("x")];
    one.counter("c_total", "C.").add(1);
    other.counter("c_total", "C.").add(2);
    expect(await one.text()).toContain("hzz_x_c_total 1\n");
    expect(await other.text()).toContain("hzz_x_c_total 2\n");
  });

  it("tells of the process only when asked", async () => {
    expect(await createMetrics("x").text()).not.toContain("process_");
    const text = await createMetrics("x", { process: true }).text();
    expect(text).toContain("\nprocess_cpu_seconds_total ");
    expect(text).toContain("\nnodejs_eventloop_lag_seconds ");
  });
});
