// node example/ask.js THREAD REQUEST: runs until a person is asked, and ends.
import { graph, thread } from "./graph.js";

const [id, request] = process.argv.slice(2);
const { __interrupt__: [{ value }] } = await graph.invoke({ request }, thread(id));
console.log(value.question, value.plan);
