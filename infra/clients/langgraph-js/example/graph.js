import { Annotation, END, START, StateGraph, interrupt } from "@langchain/langgraph";
import { WaymarkSaver } from "../src/index.js";

const State = Annotation.Root({
  request: Annotation(),
  plan: Annotation({ reducer: (left, right) => left.concat(right), default: () => [] }),
  decision: Annotation(),
});

/** Plans, then asks a person, then is done. */
export const graph = new StateGraph(State)
  .addNode("draft", ({ request }) => ({ plan: [`look at ${request}`, `repair ${request}`] }))
  .addNode("approve", ({ plan }) => ({ decision: interrupt({ question: "Do this?", plan }) }))
  .addEdge(START, "draft")
  .addEdge("draft", "approve")
  .addEdge("approve", END)
  .compile({ checkpointer: new WaymarkSaver({ agent: "planner" }) });

export const thread = (id) => ({ configurable: { thread_id: id } });
