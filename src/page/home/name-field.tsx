import { useState } from "preact/hooks";
import { personNameExpectation, toPersonName } from "../../protocol/person-name.ts";
import { storeName, useName } from "../api/name.ts";

/** Asks under which name analyses are started from this browser. It may stay empty. */
export function NameField() {
  const name = useName();
  const [refused, setRefused] = useState(false);
  return (
    <div class="name-field">
      <label>
        Your name
        <input
          // What is being typed outlives updates of the page.
          defaultValue={name}
          autocomplete="name"
          placeholder="none"
          aria-invalid={refused}
          aria-describedby="name-about"
          onChange={({ currentTarget: { value } }) => {
            const typed = value.trim() === "" ? "" : toPersonName(value);
            setRefused(typed === undefined);
            if (typed !== undefined) storeName(typed);
          }}
        />
      </label>
      <p id="name-about" class="quiet" role={refused ? "alert" : undefined}>
        {refused
          ? `Not taken: ${personNameExpectation} is expected.`
          : "Everybody here sees it beside what you start. This browser remembers it."}
      </p>
    </div>
  );
}
