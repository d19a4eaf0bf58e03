// node example/answer.js THREAD DECISION: another process, which knows nothing but the thread, goes on from there.
import { Command } from "@langchain/langgraph";
import { graph, thread } from "./graph.js";

const [id, decision] = process.argv.slice(2);
console.log(await graph.invoke(new Command({ resume: decision }), thread(id)));
