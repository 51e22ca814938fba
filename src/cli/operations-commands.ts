/**
 * What `hzz help` says of the commands for whoever operates the services.
 *
 * @param url the option that names the server
 * @param noColor the option against colours
 */
export function operationsCommands<Option>(url: Option, noColor: Option) {
  const broker = {
    name: "broker",
    value: "URL",
    help: "ask this message broker itself, where no server can be reached",
  };
  const json = { name: "json", help: "as JSON" };
  const exitCode = "Exit code: 0 done, 2 refused (such as an id that is not there), 1 failed.";
  return [
    {
      name: "lanes",
      summary: "show what waits in each lane, and who works on it",
      operands: [],
      options: [url, broker, json],
      details: [
        "waiting: items that nobody has yet. in flight: items in the hands of processors. redelivered: unfinished items\n" +
          "that were delivered before. consumers: who asks for items just now; those whose hands are full may be missing.\n" +
          "A dash: the broker cannot tell. The lanes are those of the server's HZZ_LANES.",
        exitCode,
        "Example:\n  hzz lanes --url http://plotter:8080",
      ],
    },
    {
      name: "dead",
      summary: "list, show or redrive work that failed for good",
      operands: [
        { name: "list|show|redrive", required: true },
        { name: "id", required: false },
      ],
      options: [
        { name: "analysis", value: "ID", help: "of list and redrive: only those of this analysis" },
        { name: "all", help: "of redrive: all of them" },
        { name: "limit", value: "N", help: "of list: at most so many, the oldest first (default 100)" },
        url,
        broker,
        json,
        noColor,
      ],
      details: [
        "list shows them, show tells all that is known of one and what to do about it, redrive puts them back to work\n" +
          "once the cause is removed. What nobody needs any more (its part is in, its analysis was cancelled or started\n" +
          "again) is only removed by it. Items that fail again come back here.",
        "To a server that asks for a token, redrive sends the one in HZZ_TOKEN, or in the file that HZZ_TOKEN_FILE names.",
        "To start an incomplete analysis again (hzz submit) does the same for everything that it misses.",
        exitCode,
        "Examples:\n  hzz dead list\n  hzz dead show 17\n  hzz dead redrive 17\n  hzz dead redrive --analysis 0123456789abcdef",
      ],
    },
  ];
}
