import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";

/** A network of its own for some clients of the broker, whose one cable to this machine can be pulled out. */
export interface ClientNetwork {
  /** Address of this machine that is reached from there, and from this machine itself. */
  readonly host: string;
  /** What is put before a command that runs there. */
  readonly through: readonly string[];
  /** From now on every packet is lost, in both directions and without a word. */
  cut(): void;
  heal(): void;
  remove(): void;
}

/**
 * A network namespace that a pair of virtual network devices connects with this one.
 * @throws {Error} saying what this machine lacks for it
 */
export function makeClientNetwork(): ClientNetwork {
  // By chance, so that several suites do not disturb each other; the addresses are private ones (RFC 1918).
  const [second = 0, third = 0, fourth = 0] = randomBytes(3);
  const name = `hzz${Buffer.from([second, third, fourth]).toString("hex")}`;
  const [host, client] = [
    `10.${second}.${third}.${4 * (fourth >> 2) + 1}`,
    `10.${second}.${third}.${4 * (fourth >> 2) + 2}`,
  ];
  const [here, there] = [`${name}a`, `${name}b`];
  const remove = () => {
    process.off("exit", remove);
    // Its end of the pair goes with it, and with that the other one.
    ip("netns", "del", name);
  };
  ip("netns", "add", name);
  // A suite that breaks off leaves nothing behind.
  process.once("exit", remove);
  try {
    ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    ip("addr", "add", `${host}/30`, "dev", here);
    ip("link", "set", here, "up");
    ip("-n", name, "addr", "add", `${client}/30`, "dev", there);
    ip("-n", name, "link", "set", there, "up");
    ip("-n", name, "link", "set", "lo", "up");
  } catch (error) {
    remove();
    throw error;
  }
  return {
    host,
    through: ["ip", "netns", "exec", name],
    cut: () => {
      ip("link", "set", here, "down");
    },
    heal: () => {
      ip("link", "set", here, "up");
    },
    remove,
  };
}

function ip(...args: readonly string[]): void {
  try {
    execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  } catch (cause) {
    const said = (cause as { readonly stderr?: string }).stderr?.trim() ?? "";
    throw new Error(
      `A network of its own could not be made: "ip ${args.join(" ")}" failed${said === "" ? "" : ` (${said})`}. It needs Linux, iproute2 ` +
        `(apt-get install iproute2), root, and the right to make network namespaces and devices (CAP_SYS_ADMIN and CAP_NET_ADMIN)`,
      { cause },
    );
  }
}
