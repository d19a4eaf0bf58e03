import { Annotation, Command, DeltaChannel, END, START, StateGraph, interrupt } from "@langchain/langgraph";
import { WaymarkSaver } from "../src/index.js";
import { freshSaver } from "./gateway.js";

const append = (left, right) => left.concat(right);

function approvalGraph(checkpointer, durability) {
  const State = Annotation.Root({
    log: Annotation({ reducer: append, default: () => [] }),
    answer: Annotation(),
  });
  return new StateGraph(State)
    .addNode("plan", () => ({ log: ["planned"] }))
    .addNode("ask", () => ({ answer: interrupt("go on?"), log: ["asked"] }))
    .addEdge(START, "plan").addEdge("plan", "ask").addEdge("ask", END)
    .compile({ checkpointer }).withConfig({ durability });
}

describe.each(["sync", "async", "exit"])("a graph, durability %s", (durability) => {
  it("stops at an interrupt and goes on in another saver", async () => {
    const { saver, apiKey } = await freshSaver();
    const config = { configurable: { thread_id: "t" } };
    await approvalGraph(saver, durability).invoke({ log: ["begun"] }, config);
    const elsewhere = approvalGraph(new WaymarkSaver({ apiKey, url: process.env.WAYMARK_URL }), durability);
    const stopped = await elsewhere.getState(config);
    expect(stopped.next).toEqual(["ask"]);
    expect(stopped.tasks[0].interrupts[0].value).toBe("go on?");
    expect(await elsewhere.invoke(new Command({ resume: "yes" }), config))
      .toEqual({ log: ["begun", "planned", "asked"], answer: "yes" });
  });

  it("goes on from any checkpoint of its past", async () => {
    const { saver } = await freshSaver();
    const graph = approvalGraph(saver, durability);
    const config = { configurable: { thread_id: "t" } };
    await graph.invoke({ log: ["begun"] }, config);
    await graph.invoke(new Command({ resume: "yes" }), config);
    const past = [];
    for await (const state of graph.getStateHistory(config)) past.push(state);
    const before = past.find((state) => state.next[0] === "ask");
    const forked = await graph.updateState(before.config, { log: ["edited"] });
    expect((await graph.getState(forked)).values.log).toEqual([...before.values.log, "edited"]);
    expect((await graph.getState(before.config)).values).toEqual(before.values);
  });

  it("replays the writes of a delta channel", async () => {
    const { saver, apiKey } = await freshSaver();
    const build = (checkpointer) => new StateGraph(Annotation.Root({
      log: () => new DeltaChannel((base, writes) => writes.reduce(append, base), { snapshotFrequency: 5 }),
    }))
      .addNode("say", ({ log }) => ({ log: [`said ${log.length}`] }))
      .addEdge(START, "say").addEdge("say", END)
      .compile({ checkpointer }).withConfig({ durability });
    const config = { configurable: { thread_id: "t" } };
    let expected = [];
    for (let turn = 0; turn < 8; turn++) {
      const graph = build(new WaymarkSaver({ apiKey, url: process.env.WAYMARK_URL }));
      expected = [...expected, `asked ${turn}`, `said ${expected.length + 1}`];
      expect((await graph.invoke({ log: [`asked ${turn}`] }, config)).log).toEqual(expected);
    }
    expect((await build(saver).getState(config)).values.log).toEqual(expected);
  });
});
