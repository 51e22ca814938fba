import { serveToyThread } from "../src/cli/toy-thread.ts";

// One thread of `hzz toy`. Started by it, never by hand.
serveToyThread();
