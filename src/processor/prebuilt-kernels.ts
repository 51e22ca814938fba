import type { StageCode } from "../analysis/kernel/build-code.ts";

/** Code of kernels by its text. None here: where `cmd/edge.ts` is bundled, the kernels of the presets take the place of this file. */
export const prebuiltKernels: ReadonlyMap<string, StageCode> = new Map();
