import { stored } from "./stored.ts";

/** The name under which this browser starts analyses; empty: none. */
const name = stored("name");

export const storedName = name.get;
export const storeName = name.set;
export const useName = name.use;
