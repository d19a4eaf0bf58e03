import { WaymarkSaver } from "../src/index.js";

const url = process.env.WAYMARK_URL ?? "http://127.0.0.1:3000";

/** Calls Waymark as a client that has nothing but HTTP. */
export async function waymark(key, method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** A saver with a tenant of its own, and that tenant's key. */
export async function freshSaver(options = {}) {
  const { api_key: apiKey } = await waymark("wm_operator", "POST", "/v1/tenants", { name: "langgraph-js" });
  return { saver: new WaymarkSaver({ url, apiKey, ...options }), apiKey };
}
