const REMEMBERED = 1000;

/**
 * Brings together what LangGraph sends side by side: the checkpoints under way, and writes that may overtake the checkpoint they
 * belong to.
 */
export class Arrivals {
  /** @type {Map<string, Promise<unknown>>} */
  #puts = new Map();
  /** @type {Map<string, string[]>} */
  #held = new Map();

  /** Waits for a checkpoint that this process has sent. */
  async of(id) {
    await this.#puts.get(id);
  }

  /** Notes a checkpoint under way, made by `send` from the writes that came before it. */
  async put(id, send) {
    const early = this.#held.get(id) ?? [];
    this.#held.delete(id);
    const put = send(early);
    remember(this.#puts, id, put);
    return put;
  }

  /**
   * Sends writes of a checkpoint. One that Waymark does not know is either under way, or still to come and takes them along, or
   * never comes: LangGraph does that too, and nobody could read such writes.
   *
   * @param {() => Promise<unknown>} send whose result is null where there is no such checkpoint
   */
  async writes(id, rows, send) {
    await this.of(id);
    if ((await send()) !== null) return;
    if (!this.#puts.has(id)) {
      remember(this.#held, id, [...(this.#held.get(id) ?? []), ...rows]);
      return;
    }
    await this.of(id);
    await send();
  }
}

function remember(map, key, value) {
  map.set(key, value);
  if (map.size > REMEMBERED) map.delete(map.keys().next().value);
}
