import { serveFitThread } from "../src/serve/fit-thread.ts";

// One thread of a plotter that fits. Started by it, never by hand.
serveFitThread();
