import { promisify } from "node:util";
import { gzip } from "node:zlib";

const ATTEMPTS = 4;
const PAUSE_MS = 100;
const TIMEOUT_MS = 30_000;
const GZIP_FROM_BYTES = 1024 * 1024;

const packed = promisify(gzip);

/** What Waymark answered instead of doing it: RFC 9457, with the pointers of all that was wrong. */
export class WaymarkProblem extends Error {
  name = "WaymarkProblem";

  /**
   * @param {number} status
   * @param {{type?: string, title?: string, detail?: string, retryable?: boolean,
   *   errors?: {pointer: string, code: string, detail: string}[]}} problem
   */
  constructor(status, problem) {
    super([`${status} ${problem.title ?? ""}`, problem.detail, ...(problem.errors ?? []).map((error) => `${error.pointer} ${error.detail}`)]
      .filter(Boolean).join(": "));
    this.status = status;
    this.problem = problem;
  }

  /** Whether the problem lies in this member of the body. */
  isAbout(pointer) {
    return (this.problem.errors ?? []).some((error) => error.pointer === pointer);
  }
}

/**
 * Calls of Waymark's HTTP API. What failed on the way, or may be tried again, is tried again: every call made here does the same
 * when it is made twice.
 */
export class Waymark {
  /** @param {{url: string, apiKey: string, fetch?: typeof globalThis.fetch}} options */
  constructor({ url, apiKey, fetch = globalThis.fetch }) {
    this.url = url.replace(/\/+$/, "");
    this.apiKey = apiKey;
    this.fetch = fetch;
  }

  /**
   * @param {string} method
   * @param {string} path from `/v1` on
   * @param {{query?: Iterable<[string, string]>, json?: string, headers?: Record<string, string>}} [options]
   * @returns {Promise<any>} the answer's body, {} where it has none
   * @throws {WaymarkProblem}
   */
  async call(method, path, { query = [], json, headers = {} } = {}) {
    const request = {
      method,
      headers: { Authorization: `Bearer ${this.apiKey}`, Accept: "application/json", ...headers },
    };
    if (json !== undefined) {
      request.headers["Content-Type"] = "application/json";
      request.body = json;
      if (Buffer.byteLength(json) > GZIP_FROM_BYTES) {
        request.headers["Content-Encoding"] = "gzip";
        request.body = await packed(json);
      }
    }
    const search = new URLSearchParams([...query]).toString();
    const address = this.url + path + (search === "" ? "" : `?${search}`);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(address, request);
      } catch (error) {
        const final = error instanceof WaymarkProblem && !error.problem.retryable;
        if (final || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)));
      }
    }
  }

  /** As `call`, but null where what was asked for is not there (404) or no longer (410). */
  async find(method, path, options) {
    try {
      return await this.call(method, path, options);
    } catch (error) {
      if (error instanceof WaymarkProblem && (error.status === 404 || error.status === 410)) return null;
      throw error;
    }
  }

  /**
   * All items of a list, page by page.
   *
   * @param {string} path
   * @param {[string, string][]} query
   * @returns {AsyncGenerator<any>}
   */
  async *items(path, query) {
    let cursor = null;
    do {
      const page = await this.find("GET", path, { query: cursor === null ? query : [...query, ["cursor", cursor]] });
      yield* page?.items ?? [];
      cursor = page?.next_cursor ?? null;
    } while (cursor !== null);
  }

  async #once(address, request) {
    const answer = await this.fetch(address, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (answer.ok) return text === "" ? {} : JSON.parse(text);
    throw new WaymarkProblem(answer.status, problemIn(text));
  }
}

function problemIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 200) };
  }
}

/** A name as a segment of a path. What a gateway would take apart travels as `~` and base64url. */
export function segment(name) {
  if (/[/?#%]/.test(name) || name.startsWith("~") || name === "." || name === "..") {
    return `~${Buffer.from(name).toString("base64url")}`;
  }
  return encodeURIComponent(name);
}
