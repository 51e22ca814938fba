/** Whether this run shows on both brokers, and in every variant, what else it shows once: `npm test -- --all`. */
export const showsAll = process.env["TEST_ALL"] === "1";
