import { createEdgePass } from "../edge-pass.ts";
import { argumentsOf, measure } from "../measure.ts";

const { course, path, count } = argumentsOf();
await measure(count, createEdgePass(course, path));
