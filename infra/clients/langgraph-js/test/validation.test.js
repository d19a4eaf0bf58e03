import { deltaChannelHistoryTests, validate } from "@langchain/langgraph-checkpoint-validation";
import { freshSaver } from "./gateway.js";

const initializer = {
  checkpointerName: "@waymark/langgraph-checkpoint",
  createCheckpointer: async () => (await freshSaver()).saver,
};

validate(initializer);
deltaChannelHistoryTests(initializer);
