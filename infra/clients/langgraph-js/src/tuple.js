import { TASKS, getCheckpointId, maxChannelVersion } from "@langchain/langgraph-checkpoint";
import { fromJson, membersFromJson, objectOf, searchable, toJson } from "./values.js";

/** The member of a state that is no channel: format, time and versions of the checkpoint. */
const FRAME = "__langgraph";

/**
 * Where a config points.
 *
 * @param {import("@langchain/core/runnables").RunnableConfig} config
 * @returns {{thread?: string, namespace?: string, id?: string}}
 */
export function addressOf(config) {
  const { thread_id: thread, checkpoint_ns: namespace } = config.configurable ?? {};
  return {
    thread: thread === undefined || thread === null ? undefined : String(thread),
    namespace: namespace ?? undefined,
    id: getCheckpointId(config) || undefined,
  };
}

export function configOf(thread, namespace, id) {
  return { configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id } };
}

/**
 * The body that makes a checkpoint: the channels with a new version, and which others stay from the base.
 *
 * @returns {Promise<[string, string][]>} names and JSON texts
 */
export async function checkpointMembers(serde, { namespace, base, checkpoint, metadata, newVersions, writes }) {
  const { id, channel_values: values, ...frame } = checkpoint;
  if (Object.hasOwn(values, FRAME)) throw new Error(`A channel cannot be named ${FRAME}`);
  const { text, exact } = await searchable(serde, metadata);
  const channels = Object.keys(newVersions).filter((channel) => Object.hasOwn(values, channel));
  const state = objectOf([
    [FRAME, await toJson(serde, exact ? frame : { ...frame, metadata })],
    ...(await Promise.all(channels.map(async (channel) => [channel, await toJson(serde, values[channel])]))),
  ]);
  const kept = Object.keys(checkpoint.channel_versions).filter((channel) => !Object.hasOwn(newVersions, channel));
  return [
    ["id", JSON.stringify(id)],
    ["namespace", JSON.stringify(namespace)],
    ["metadata", text],
    ...(base === undefined
      ? [["state", state]]
      : [["base_checkpoint_id", JSON.stringify(base)], ["keep", JSON.stringify(kept)], ["set", state]]),
    ...(writes.length === 0 ? [] : [["writes", `[${writes}]`]]),
  ];
}

/**
 * A checkpoint as LangGraph has it.
 *
 * @param {import("@langchain/langgraph-checkpoint").SerializerProtocol} serde
 * @param {any} found as Waymark answers it, with state and writes
 * @returns {Promise<import("@langchain/langgraph-checkpoint").CheckpointTuple>}
 */
export async function tupleOf(serde, found) {
  const { [FRAME]: framed, ...state } = found.state;
  const { metadata, ...frame } = await fromJson(serde, framed);
  return {
    config: configOf(found.thread, found.namespace, found.id),
    checkpoint: { ...frame, id: found.id, channel_values: await membersFromJson(serde, state) },
    metadata: metadata ?? (await fromJson(serde, found.metadata)),
    pendingWrites: await Promise.all(found.writes.map(async ({ task_id, key, value }) => [task_id, key, await fromJson(serde, value)])),
    parentConfig: found.parent_checkpoint_id ? configOf(found.thread, found.namespace, found.parent_checkpoint_id) : undefined,
  };
}

/** Checkpoints before format 4 had the sends of the step before in a channel; since then they are writes of the parent. */
export async function withPendingSends(saver, tuple, parent) {
  const sends = (parent?.writes ?? []).filter((write) => write.key === TASKS);
  const { checkpoint } = tuple;
  const versions = Object.values(checkpoint.channel_versions);
  const sent = await Promise.all(sends.map(({ value }) => fromJson(saver.serde, value)));
  return {
    ...tuple,
    checkpoint: {
      ...checkpoint,
      channel_values: { ...checkpoint.channel_values, [TASKS]: sent },
      channel_versions: {
        ...checkpoint.channel_versions,
        [TASKS]: versions.length > 0 ? maxChannelVersion(...versions) : saver.getNextVersion(undefined),
      },
    },
  };
}
