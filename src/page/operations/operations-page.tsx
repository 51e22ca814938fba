import { Heading } from "../frame/heading.tsx";
import { lazily } from "../frame/lazily.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { Lanes } from "./lanes.tsx";

const History = lazily(async () => (await import("./history.tsx")).History);

/** For whoever operates the services. */
export function OperationsPage() {
  return (
    <>
      <Heading text="Operations" />
      <Lanes />
      <DeadLetters />
      <History />
    </>
  );
}
