// node peer.js full|delta: a command in JSON on each line of stdin, its answer on a line of stdout.
//   {"do": "open", "url": "postgres://…"}           a saver with one connection, its tables made
//   {"do": "begin", "thread": "t", "state": {…}}    checkpoint 0, whole
//   {"do": "put", "edits": [[index, message], …]}   the next one; an index past the end appends
//   {"do": "get", "n": 7, "latest": false}          reads the state back
// Each answer has "ms", the time within the saver alone.
import { createInterface } from "node:readline";
import pg from "pg";
import { Annotation, DeltaChannel } from "@langchain/langgraph";
import { DeltaSnapshot, uuid6 } from "@langchain/langgraph-checkpoint";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";

const SNAPSHOT_EVERY = 50;
const delta = process.argv[2] === "delta";

/** Puts messages in their place by id, new ones at the end. */
function merge(messages, writes) {
  const merged = [...messages];
  const places = new Map(merged.map(({ id }, place) => [id, place]));
  for (const message of writes.flat()) {
    if (!places.has(message.id)) places.set(message.id, merged.length);
    merged[places.get(message.id)] = message;
  }
  return merged;
}

const State = Annotation.Root({
  messages: () => new DeltaChannel(merge, { snapshotFrequency: SNAPSHOT_EVERY }),
  step: Annotation(),
});

let pool;
let saver;
let thread;
let messages;
let ids;

const configOf = (id) => ({ configurable: { thread_id: thread, checkpoint_ns: "", ...(id && { checkpoint_id: id }) } });

/** The calls that LangGraph's loop makes for a step: with a delta channel, the task's writes and a checkpoint without the value. */
async function put(edits) {
  const n = ids.length;
  const before = configOf(ids[n - 1]);
  const checkpoint = {
    v: 4,
    id: uuid6(n % 1000),
    ts: new Date().toISOString(),
    channel_values: { step: n },
    channel_versions: { messages: n + 1, step: n + 1 },
    versions_seen: { __input__: {}, agent: { messages: n, step: n } },
  };
  if (!delta) checkpoint.channel_values.messages = messages;
  else if (n % SNAPSHOT_EVERY === 0) checkpoint.channel_values.messages = new DeltaSnapshot(messages);
  const writes = [["messages", edits.map(([, message]) => message)], ["step", n]];
  const metadata = { source: "loop", step: n, parents: {} };
  const start = performance.now();
  if (delta && n > 0) await saver.putWrites(before, writes, `task-${n}`);
  await saver.put(before, checkpoint, metadata, { messages: n + 1, step: n + 1 });
  const ms = performance.now() - start;
  ids.push(checkpoint.id);
  return { ms };
}

/** What LangGraph does when it loads a checkpoint. */
async function get(id) {
  const start = performance.now();
  const { config, checkpoint } = await saver.getTuple(configOf(id));
  const state = { ...checkpoint.channel_values };
  if (delta) {
    const channel = State.spec.messages();
    let read = channel.fromCheckpoint(state.messages);
    if (state.messages === undefined) {
      const history = await saver.getDeltaChannelHistory({ config, channels: ["messages"] });
      read = channel.fromCheckpoint(history.messages.seed);
      read.replayWrites(history.messages.writes);
    }
    state.messages = read.get();
  }
  return { ms: performance.now() - start, state };
}

const commands = {
  async open({ url }) {
    await pool?.end();
    pool = new pg.Pool({ connectionString: url, max: 1 });
    saver = new PostgresSaver(pool);
    await saver.setup();
    return {};
  },
  async begin(command) {
    thread = command.thread;
    messages = command.state.messages;
    ids = [];
    return put([]);
  },
  async put({ edits }) {
    messages = [...messages];
    for (const [index, message] of edits) messages[index] = message;
    return put(edits);
  },
  async get({ n, latest }) {
    return get(latest ? undefined : ids[n]);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify(await commands[command.do](command)));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error?.stack ?? error) }));
  }
}
await pool?.end();
