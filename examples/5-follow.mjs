// Starts an analysis on a server and follows it, with nothing but fetch: node examples/5-follow.mjs http://localhost:8080 hzz-toy
const [server = "http://localhost:8080", preset = "hzz-toy"] = process.argv.slice(2);

const started = await fetch(`${server}/analyses`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ preset }),
});
if (!started.ok) throw new Error(`${started.status}: ${await started.text()}`);
const { id } = await started.json();

// Server-sent events: blocks of lines with an empty line between them. The stream ends with the analysis.
const events = await fetch(`${server}/analyses/${id}/events`);
let text = "";
for await (const part of events.body.pipeThrough(new TextDecoderStream())) {
  text += part;
  const blocks = text.split("\n\n");
  text = blocks.pop() ?? "";
  for (const block of blocks) {
    const data = /^data: (.*)$/m.exec(block)?.[1];
    const progress = data && JSON.parse(data).progress;
    if (progress) console.log(`${progress.entriesSeen} entries`);
  }
}

const { status, groups } = await (await fetch(`${server}/analyses/${id}`)).json();
console.log(status);
for (const { name, cutflow } of groups) console.log(name, JSON.stringify(cutflow));
