/**
 * Values of LangGraph as members of a Waymark document, and back, exactly as the serializer would give them back itself.
 *
 * What the serializer writes as JSON is kept as JSON, so that Waymark can compare, patch and search it and keep once what repeats.
 * What it writes as bytes, or as JSON that Waymark would refuse (a lone surrogate) or mistake, is wrapped.
 *
 * @typedef {import("@langchain/langgraph-checkpoint").SerializerProtocol} Serde
 */
const WRAPPED = "__serde";
const LONE_SURROGATE = /(?<!\\)((?:\\\\)*)\\ud[89a-f]../gi;
const NO_TEXT_IN_JSONB = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f]..)/gi;

/** @param {Serde} serde @param {unknown} value @returns {Promise<string>} JSON text */
export async function toJson(serde, value) {
  const [type, data] = await serde.dumpsTyped(value);
  const text = type === "json" ? new TextDecoder().decode(data) : undefined;
  if (text !== undefined && !text.includes(`"${WRAPPED}"`) && text.search(LONE_SURROGATE) === -1) return text;
  return JSON.stringify({ [WRAPPED]: type, base64: Buffer.from(data).toString("base64") });
}

/** @param {Serde} serde @param {any} json what `toJson` wrote, parsed @returns {Promise<any>} */
export async function fromJson(serde, json) {
  if (json !== null && typeof json === "object" && WRAPPED in json) {
    return serde.loadsTyped(json[WRAPPED], new Uint8Array(Buffer.from(json.base64, "base64")));
  }
  return serde.loadsTyped("json", JSON.stringify(json));
}

/** @param {Serde} serde @param {Record<string, any>} object each member read by `fromJson` */
export async function membersFromJson(serde, object) {
  return Object.fromEntries(await Promise.all(Object.entries(object).map(async ([name, json]) => [name, await fromJson(serde, json)])));
}

/**
 * Metadata is searched, and so cannot hold U+0000 or a lone surrogate: they become U+FFFD.
 *
 * @param {Serde} serde
 * @param {object} metadata
 * @returns {Promise<{text: string, exact: boolean}>} JSON text, and whether it says all
 */
export async function searchable(serde, metadata) {
  const [type, data] = await serde.dumpsTyped(metadata);
  const written = type === "json" ? new TextDecoder().decode(data) : JSON.stringify(metadata);
  const text = written.replace(NO_TEXT_IN_JSONB, "$1\\ufffd");
  return { text, exact: type === "json" && text === written };
}

/** @param {[string, string][]} members names and JSON texts @returns {string} the object's JSON text */
export function objectOf(members) {
  return `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}
