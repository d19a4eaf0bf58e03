export { WaymarkSaver } from "./saver.js";
export { WaymarkProblem } from "./waymark.js";
