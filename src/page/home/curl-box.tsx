import { pathTo } from "#page/addresses";
import { StartCommand } from "../frame/start-command.tsx";

/** The same starts from a terminal: the real release, and what needs no network. */
export function CurlBox() {
  return (
    <section aria-labelledby="terminal">
      <h3 id="terminal">Or from a terminal</h3>
      <ul class="commands">
        <li>
          <h4>On ATLAS Open Data 2020</h4>
          <StartCommand preset="hzz-2020" />
        </li>
        <li>
          <h4>On the toy, without a network</h4>
          <StartCommand preset="hzz-toy" />
        </li>
      </ul>
      <p class="quiet">
        A whole specification can be posted in its place; the <a href={pathTo("/docs")}>API page</a> says how.
      </p>
    </section>
  );
}
