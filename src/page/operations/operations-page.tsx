import { Heading } from "../frame/heading.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { Lanes } from "./lanes.tsx";

/** For whoever operates the services. */
export function OperationsPage() {
  return (
    <>
      <Heading text="Operations" />
      <Lanes />
      <DeadLetters />
    </>
  );
}
