import { InvalidBrokerUrlError } from "../errors.ts";
import { decodePart, numbersIn } from "../url-parts.ts";

export interface RabbitMqServerPlace {
  readonly hostname: string;
  readonly port: number;
}

export interface RabbitMqConnection {
  readonly protocol: "amqp" | "amqps";
  /** The nodes of one cluster, tried in turn. */
  readonly servers: readonly RabbitMqServerPlace[];
  readonly username: string;
  readonly password: string;
  readonly vhost: string;
  /** File (PEM) with the authorities that are trusted in place of the system's. */
  readonly caFile?: string;
}

export interface RabbitMqSettings {
  /** A delivery that is silent for so long is given to somebody else. */
  readonly ackWaitMs: number;
  /** Signs of life in either direction, in seconds; a side that misses two of them gives the connection up. */
  readonly heartbeatS: number;
}

export interface RabbitMqUrl {
  readonly connection: RabbitMqConnection;
  readonly settings: Partial<RabbitMqSettings>;
}

const EXPECTED =
  "expected amqp://[user:password@]host[:port][,host[:port]…][/vhost][?ackWaitMs=N&heartbeatS=N], " +
  "or amqps:// for the same over TLS, with caFile=PATH for an authority of your own";

const LIMITS = { ackWaitMs: [1000, 3_600_000], heartbeatS: [1, 60] } as const;

/**
 * Takes a broker URL apart. Several hosts stand for the nodes of one cluster; without a login it is RabbitMQ's `guest`, without
 * a path the virtual host `/`. Parameters: `ackWaitMs` (1000 or more), `heartbeatS` (1 to 60), `caFile`.
 * @throws {InvalidBrokerUrlError} saying what is wrong, without the URL.
 */
export function parseBrokerUrl(url: string): RabbitMqUrl {
  const parts = /^(amqps?):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^/?#]*))?(?:\?([^#]*))?$/i.exec(url);
  if (parts === null) throw new InvalidBrokerUrlError(`The broker's URL cannot be understood; ${EXPECTED}`);
  const [, scheme = "", login = "", hosts = "", path = "", query = ""] = parts;
  const protocol = scheme.toLowerCase() === "amqps" ? "amqps" : "amqp";
  const parameters = new URLSearchParams(query);
  const caFile = parameters.get("caFile");
  parameters.delete("caFile");
  return {
    connection: {
      protocol,
      servers: hosts.split(",").map((host) => placeOf(host, protocol === "amqps" ? 5671 : 5672)),
      ...loginOf(login),
      vhost: decodePart(path, "virtual host") || "/",
      ...(caFile === null ? {} : { caFile }),
    },
    settings: numbersIn(parameters, LIMITS, EXPECTED),
  };
}

/** Hosts and ports as a message may show them. */
export function placesOf({ servers }: RabbitMqConnection): string {
  return servers.map(({ hostname, port }) => `${hostname}:${port}`).join(", ");
}

function placeOf(host: string, defaultPort: number): RabbitMqServerPlace {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(host) ?? [];
  const hostname = bracketed ?? plain;
  if (hostname === undefined)
    throw new InvalidBrokerUrlError(`The broker's URL has a host that cannot be understood; ${EXPECTED}`);
  return { hostname, port: port === undefined ? defaultPort : Number(port) };
}

function loginOf(login: string): { readonly username: string; readonly password: string } {
  if (login === "") return { username: "guest", password: "guest" };
  const colon = login.indexOf(":");
  if (colon === -1) throw new InvalidBrokerUrlError(`The broker's URL has a user without a password; ${EXPECTED}`);
  return {
    username: decodePart(login.slice(0, colon), "login"),
    password: decodePart(login.slice(colon + 1), "login"),
  };
}
