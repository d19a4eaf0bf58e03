import { BaseCheckpointSaver, WRITES_IDX_MAP } from "@langchain/langgraph-checkpoint";
import { Arrivals } from "./arrivals.js";
import { holds, parameters } from "./filter.js";
import { addressOf, checkpointMembers, configOf, tupleOf, withPendingSends } from "./tuple.js";
import { fromJson, objectOf, toJson } from "./values.js";
import { Waymark, WaymarkProblem, segment } from "./waymark.js";

const PAGE = 100;

/**
 * Keeps the checkpoints of LangGraph in Waymark: a `thread_id` is a thread of one agent, a channel a member of the state.
 *
 * Each method is one HTTP call, at any depth of a thread (`list`: one a page). A put sends the channels that changed, and Waymark
 * stores of them what is new. A checkpoint is readable as soon as `put` has returned, whole or not at all, also elsewhere.
 *
 * @example
 * const checkpointer = new WaymarkSaver({ url: "http://127.0.0.1:3000", apiKey: "wm_local" });
 * const graph = builder.compile({ checkpointer });
 */
export class WaymarkSaver extends BaseCheckpointSaver {
  #waymark;
  #agent;
  #arrivals = new Arrivals();

  /**
   * @param {object} [options]
   * @param {string} [options.url] where Waymark answers; else `WAYMARK_URL`, else the local gateway
   * @param {string} [options.apiKey] else `WAYMARK_API_KEY`, else the key of the local gateway
   * @param {string} [options.agent] the agent that the threads belong to
   * @param {import("@langchain/langgraph-checkpoint").SerializerProtocol} [options.serde]
   * @param {typeof globalThis.fetch} [options.fetch]
   */
  constructor({
    url = process.env.WAYMARK_URL ?? "http://127.0.0.1:3000",
    apiKey = process.env.WAYMARK_API_KEY ?? "wm_local",
    agent = "langgraph",
    serde,
    fetch,
  } = {}) {
    super(serde);
    this.#waymark = new Waymark({ url, apiKey, fetch });
    this.#agent = `/v1/agents/${segment(agent)}`;
  }

  async getTuple(config) {
    const { thread, namespace = "", id } = addressOf(config);
    if (thread === undefined) return undefined;
    const found = id ? await this.#byId(id) : await this.#latest(thread, namespace);
    if (found?.thread !== thread || found.namespace !== namespace) return undefined;
    return this.#tuple(found);
  }

  async *list(config, { before, filter = {}, limit = Infinity } = {}) {
    if (limit <= 0) return;
    const { thread, namespace, id } = addressOf(config);
    const query = [["expand", "state,writes"], ["limit", String(Math.min(limit, PAGE))], ...parameters(filter)];
    if (namespace !== undefined) query.push(["namespace", namespace]);
    if (before?.configurable?.checkpoint_id) query.push(["before", before.configurable.checkpoint_id]);
    const above = thread === undefined ? this.#agent : this.#thread(thread);
    for await (const found of this.#waymark.items(`${above}/checkpoints`, query)) {
      if (id && found.id !== id) continue;
      const tuple = await this.#tuple(found);
      if (!holds(tuple.metadata, filter)) continue;
      yield tuple;
      limit -= 1;
      if (limit <= 0) return;
    }
  }

  async put(config, checkpoint, metadata, newVersions = checkpoint.channel_versions) {
    const { thread, namespace = "", id: base } = addressOf(config);
    if (thread === undefined) throw new Error("A checkpoint needs a thread_id in the config's configurable");
    // A run that ends where it began hands in what it was given (durability "exit").
    if (base !== checkpoint.id) {
      await this.#arrivals.put(checkpoint.id, async (writes) => {
        await this.#arrivals.of(base);
        await this.#make(thread, { namespace, base, checkpoint, metadata, newVersions, writes });
      });
    }
    return configOf(thread, namespace, checkpoint.id);
  }

  async putWrites(config, writes, taskId) {
    const { thread, id } = addressOf(config);
    if (thread === undefined) throw new Error("Writes need a thread_id in the config's configurable");
    if (!id) throw new Error("Writes need a checkpoint_id in the config's configurable");
    if (writes.length === 0) return;
    const rows = await Promise.all(writes.map(async ([channel, value], index) => objectOf([
      ["task_id", JSON.stringify(taskId)],
      ["index", String(WRITES_IDX_MAP[channel] ?? index)],
      ["key", JSON.stringify(channel)],
      ["value", await toJson(this.serde, value)],
    ])));
    await this.#arrivals.writes(id, rows, () =>
      this.#waymark.find("POST", `/v1/checkpoints/${segment(id)}/writes`, { json: objectOf([["writes", `[${rows}]`]]) }));
  }

  async deleteThread(threadId) {
    await this.#waymark.find("DELETE", this.#thread(threadId), { query: [["confirm", threadId]] });
  }

  async getDeltaChannelHistory({ config, channels }) {
    const histories = Object.fromEntries(channels.map((channel) => [channel, { writes: [] }]));
    const id = addressOf(config).id ?? (await this.getTuple(config))?.checkpoint.id;
    if (channels.length === 0 || id === undefined) return histories;
    // From the parent up; the newest write comes first.
    for await (const ancestor of this.#waymark.items(`/v1/checkpoints/${segment(id)}/history`, [["keys", channels.join(",")]])) {
      for (const { task_id, key, value } of [...ancestor.writes].reverse()) {
        histories[key].writes.push([task_id, key, await fromJson(this.serde, value)]);
      }
      for (const [channel, value] of Object.entries(ancestor.state)) {
        histories[channel].seed = await fromJson(this.serde, value);
      }
    }
    for (const history of Object.values(histories)) history.writes.reverse();
    return histories;
  }

  #thread(thread) {
    return `${this.#agent}/threads/${segment(thread)}`;
  }

  #byId(id) {
    return this.#waymark.find("GET", `/v1/checkpoints/${segment(id)}`);
  }

  #latest(thread, namespace) {
    return this.#waymark.find("GET", `${this.#thread(thread)}/checkpoints/latest`, { query: [["namespace", namespace]] });
  }

  async #tuple(found) {
    const tuple = await tupleOf(this.serde, found);
    if (tuple.checkpoint.v >= 4 || tuple.parentConfig === undefined) return tuple;
    return withPendingSends(this, tuple, await this.#byId(found.parent_checkpoint_id));
  }

  /** Sends what changed since the parent; all of it where there is none, or no longer. */
  async #make(thread, given) {
    try {
      await this.#post(thread, await checkpointMembers(this.serde, given));
    } catch (error) {
      if (!(error instanceof WaymarkProblem && error.isAbout("/base_checkpoint_id"))) throw error;
      const all = { ...given, base: undefined, newVersions: given.checkpoint.channel_values };
      await this.#post(thread, await checkpointMembers(this.serde, all));
    }
  }

  async #post(thread, members) {
    const post = (headers) => this.#waymark.call("POST", `${this.#thread(thread)}/checkpoints`, { json: objectOf(members), headers });
    try {
      await post({});
    } catch (error) {
      // Its id is taken: it has arrived before.
      if (error.status === 409) return;
      if (error.status !== 410) throw error;
      await post({ "If-None-Match": "*" });
    }
  }
}
