import { expect, it } from "vitest";
import { observeItems } from "./item-observer.ts";
import { createMetrics } from "../metrics/metrics.ts";

it("tells every metric of its lanes from the start, so that a rate sees the first partition too", async () => {
  const metrics = createMetrics("processor");
  observeItems(metrics, ["zz"]);
  const text = await metrics.text();
  for (const name of ["partitions_total", "entries_total", "read_bytes_total", "read_requests_total"])
    expect(text).toContain(`hzz_processor_${name}{lane="zz"} 0\n`);
  for (const name of ["item_duration_seconds", "partition_duration_seconds"])
    expect(text).toContain(`hzz_processor_${name}_count{lane="zz"} 0\n`);
  for (const beside of ["others", "none"])
    expect(text).toContain(`hzz_processor_item_timeouts_total{lane="zz",beside="${beside}"} 0\n`);
});
