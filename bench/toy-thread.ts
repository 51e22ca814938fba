import { serveToyThread } from "../src/cli/toy-thread.ts";

// The worker thread that makes files of the toy.
serveToyThread();
