import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { emptyCheckpoint, uuid6 } from "@langchain/langgraph-checkpoint";
import { freshSaver } from "./gateway.js";

const META = { source: "loop", step: 0, parents: {} };

/** A saver that notes what it sends. */
async function watched() {
  const calls = [];
  const { saver } = await freshSaver({
    fetch: (url, request) => {
      calls.push({ method: request.method, path: new URL(url).pathname, body: request.body });
      return fetch(url, request);
    },
  });
  return { saver, calls, taken: () => calls.splice(0) };
}

function checkpoint(values, versions = Object.fromEntries(Object.keys(values).map((name) => [name, 1]))) {
  return { ...emptyCheckpoint(), id: uuid6(3), channel_values: values, channel_versions: versions };
}

const at = (thread_id, checkpoint_ns = "") => ({ configurable: { thread_id, checkpoint_ns } });

async function putTogether(saver, config, made, metadata = META) {
  return saver.put(config, made, metadata, made.channel_versions);
}

async function listed(saver, options) {
  const found = [];
  for await (const tuple of saver.list(at("t"), options)) found.push(tuple);
  return found;
}

describe("values come back as the serializer gives them back", () => {
  const same = {
    null: null,
    text: "a\u0000b \ud83d\ude00 \u2028",
    "lone surrogate": ["\ud800", "x\udc00y"],
    "looks like an escape": "\\ud800",
    numbers: [0, -1, 1.5, 1e21, 1e-7, 2 ** 53 - 1, 1.7976931348623157e308],
    bytes: new Uint8Array([0, 255, 128]),
    "bytes within": { deep: new Uint8Array([1, 2]) },
    set: new Set([1, "a"]),
    map: new Map([["a", { b: 1 }]]),
    expression: /a+/gi,
    undefined: { a: [1] },
    "its own wrapping": { __serde: "json", base64: "e30=" },
    "odd names": { "": 1, "a.b": 2, constructor: 3, "\u0000": 4 },
    deep: JSON.parse("[".repeat(100) + "]".repeat(100)),
    messages: [new HumanMessage({ content: "hi", id: "1" }), new AIMessage({ content: "ho", id: "2", tool_calls: [{ id: "t", name: "f", args: {} }] })],
  };

  it.each(Object.entries(same))("%s", async (name, value) => {
    const { saver } = await freshSaver();
    const config = await putTogether(saver, at("t"), checkpoint({ value }));
    await saver.putWrites(config, [["value", value]], "task");
    const tuple = await saver.getTuple(config);
    expect(tuple.checkpoint.channel_values.value).toStrictEqual(value);
    expect(tuple.pendingWrites).toStrictEqual([["task", "value", value]]);
  });

  it("what the serializer itself changes", async () => {
    const { saver } = await freshSaver();
    const value = { nan: NaN, day: new Date(0), nothing: undefined, error: new Error("e") };
    const config = await putTogether(saver, at("t"), checkpoint({ value }));
    const { value: back } = (await saver.getTuple(config)).checkpoint.channel_values;
    expect(back).toEqual(await saver.serde.loadsTyped(...(await saver.serde.dumpsTyped(value))));
  });

  it("metadata that jsonb could not hold", async () => {
    const { saver } = await freshSaver();
    const metadata = { ...META, note: "a\u0000b", other: ["\udc00"], "": { "": 1 } };
    const config = await putTogether(saver, at("t"), checkpoint({}), metadata);
    expect((await saver.getTuple(config)).metadata).toStrictEqual(metadata);
  });

  it("names that a path would take apart", async () => {
    const { saver } = await freshSaver();
    for (const thread of ["a/b?c#d%2F", "..", "~x", "ü \ud83d\ude00", "+&="]) {
      const made = checkpoint({ thread });
      await putTogether(saver, at(thread, "a|b:c"), made);
      const tuple = await saver.getTuple(at(thread, "a|b:c"));
      expect(tuple.checkpoint).toStrictEqual(made);
    }
  });
});

describe("one call each", () => {
  it("put sends the channels that changed", async () => {
    const { saver, taken } = await watched();
    const big = "x".repeat(10_000);
    const first = await putTogether(saver, at("t"), checkpoint({ big, n: 1, gone: 1 }));
    expect(taken()).toHaveLength(1);
    const second = checkpoint({ big, n: 2 }, { big: 1, n: 2, gone: 2 });
    const config = await saver.put(first, second, META, { n: 2, gone: 2 });
    const [call, ...more] = taken();
    expect(more).toEqual([]);
    expect(call.body).not.toContain("xxx");
    expect(call.body.length).toBeLessThan(500);
    expect((await saver.getTuple(config)).checkpoint).toStrictEqual(second);
    expect(taken()).toHaveLength(1);
  });

  it("putWrites, latest, list, deleteThread and history", async () => {
    const { saver, taken } = await watched();
    let config = await putTogether(saver, at("t"), checkpoint({ n: 0 }));
    for (let n = 1; n < 30; n++) {
      await saver.putWrites(config, [["n", n], ["m", n]], "task");
      config = await saver.put(config, checkpoint({}, { m: n }), META, { m: n });
    }
    expect(taken()).toHaveLength(59);
    await saver.getTuple(at("t"));
    expect(taken()).toHaveLength(1);
    expect(await listed(saver, { limit: 30 })).toHaveLength(30);
    expect(taken()).toHaveLength(1);
    const { n } = await saver.getDeltaChannelHistory({ config, channels: ["n"] });
    expect(n.seed).toBe(0);
    expect(n.writes.map(([, , value]) => value)).toEqual(Array.from({ length: 29 }, (_, i) => i + 1));
    expect(taken()).toHaveLength(1);
    await saver.deleteThread("t");
    expect(taken()).toHaveLength(1);
  });

  it("a body over a megabyte travels packed", async () => {
    const { saver, taken } = await watched();
    const big = Array.from({ length: 20_000 }, (_, n) => `entry ${n} of a list that is long, and longer still than that`);
    const config = await putTogether(saver, at("t"), checkpoint({ big }));
    expect(taken()[0].body.length).toBeLessThan(200_000);
    expect((await saver.getTuple(config)).checkpoint.channel_values.big).toEqual(big);
  });
});

describe("what LangGraph does side by side", () => {
  it("writes that overtake their checkpoint arrive with it", async () => {
    const { saver } = await freshSaver();
    const made = checkpoint({ n: 1 });
    const config = { configurable: { ...at("t").configurable, checkpoint_id: made.id } };
    await saver.putWrites(config, [["n", "early"]], "a");
    const put = putTogether(saver, at("t"), made);
    const writes = saver.putWrites(config, [["n", "meanwhile"]], "b");
    await Promise.all([put, writes]);
    expect((await saver.getTuple(config)).pendingWrites).toEqual([["a", "n", "early"], ["b", "n", "meanwhile"]]);
  });

  it("a child waits for its parent under way", async () => {
    const { saver } = await freshSaver();
    const parent = checkpoint({ n: 1, m: 1 });
    const child = checkpoint({ n: 2, m: 1 }, { n: 2, m: 1 });
    const config = { configurable: { ...at("t").configurable, checkpoint_id: parent.id } };
    await Promise.all([putTogether(saver, at("t"), parent), saver.put(config, child, META, { n: 2 })]);
    const latest = await saver.getTuple(at("t"));
    expect(latest.checkpoint).toStrictEqual(child);
    expect(latest.parentConfig).toEqual(config);
  });

  it("a checkpoint sent twice is there once", async () => {
    const { saver } = await freshSaver();
    const made = checkpoint({ n: 1 });
    const config = await putTogether(saver, at("t"), made);
    await putTogether(saver, at("t"), made);
    await putTogether(saver, config, made);
    expect((await listed(saver)).map((tuple) => tuple.checkpoint)).toStrictEqual([made]);
  });

  it("a task's write stays the first, its error the newest", async () => {
    const { saver } = await freshSaver();
    const config = await putTogether(saver, at("t"), checkpoint({}));
    for (const round of ["first", "second"]) {
      await saver.putWrites(config, [["n", round]], "a");
      await saver.putWrites(config, [["__error__", round]], "b");
    }
    const { pendingWrites } = await saver.getTuple(config);
    expect(pendingWrites).toEqual([["a", "n", "first"], ["b", "__error__", "second"]]);
  });

  it("two branches of one parent keep their own values, though their versions are the same", async () => {
    const { saver } = await freshSaver();
    const trunk = await putTogether(saver, at("t"), checkpoint({ n: "trunk" }));
    const left = await saver.put(trunk, checkpoint({ n: "left" }, { n: 2 }), META, { n: 2 });
    const right = await saver.put(trunk, checkpoint({ n: "right" }, { n: 2 }), META, { n: 2 });
    const values = await Promise.all([trunk, left, right].map(async (config) => (await saver.getTuple(config)).checkpoint.channel_values.n));
    expect(values).toEqual(["trunk", "left", "right"]);
  });
});

describe("threads end and begin", () => {
  it("a deleted thread is empty, and can be used again", async () => {
    const { saver, taken } = await watched();
    const old = await putTogether(saver, at("t"), checkpoint({ n: 1 }));
    await saver.deleteThread("t");
    expect(await saver.getTuple(old)).toBeUndefined();
    expect(await saver.getTuple(at("t"))).toBeUndefined();
    expect(await listed(saver)).toEqual([]);
    taken();
    const made = checkpoint({ n: 2 });
    await putTogether(saver, at("t"), made);
    expect(taken()).toHaveLength(2);
    expect((await saver.getTuple(at("t"))).checkpoint).toStrictEqual(made);
  });

  it("deleting a thread that never was does nothing", async () => {
    const { saver } = await freshSaver();
    await saver.deleteThread("nobody");
  });

  it("a parent that is no longer there: the whole state is sent", async () => {
    const { saver } = await freshSaver();
    const gone = { configurable: { ...at("t").configurable, checkpoint_id: uuid6(1) } };
    const made = checkpoint({ n: 1, m: 2 }, { n: 1, m: 2 });
    const config = await saver.put(gone, made, META, { m: 2 });
    const tuple = await saver.getTuple(config);
    expect(tuple.checkpoint).toStrictEqual(made);
    expect(tuple.parentConfig).toBeUndefined();
  });
});

describe("filters", () => {
  it("tell 3 from \"3\", look into objects and arrays, and count what is left", async () => {
    const { saver } = await freshSaver();
    let config = at("t");
    for (const step of [3, "3", null, 4]) {
      config = await putTogether(saver, config, checkpoint({}), { ...META, step, tags: { kind: `k${step}` }, list: [step, { a: 1, b: 2 }] });
    }
    const steps = async (filter, limit) => (await listed(saver, { filter, limit })).map((tuple) => tuple.metadata.step);
    expect(await steps({ step: 3 })).toEqual([3]);
    expect(await steps({ step: 3 }, 1)).toEqual([3]);
    expect(await steps({ step: "3" })).toEqual(["3"]);
    expect(await steps({ step: null })).toEqual([null]);
    expect(await steps({ tags: { kind: "k4" } })).toEqual([4]);
    expect(await steps({ list: [4] })).toEqual([4]);
    expect(await steps({ list: [{ a: 1 }] }, 2)).toEqual([4, null]);
    expect(await steps({ step: "' or 1=1 --" })).toEqual([]);
    expect(await steps({ "a.b": 1 })).toEqual([]);
  });
});
