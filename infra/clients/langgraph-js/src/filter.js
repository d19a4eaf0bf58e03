/**
 * Filters of LangGraph by metadata. Waymark narrows by what a query can say, `metadata.a.b=v`, where 3 and "3" are alike; `holds`
 * decides.
 */

/** @param {Record<string, any>} filter @returns {[string, string][]} query parameters that leave out nothing that matches */
export function parameters(filter, path = "metadata") {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (value === undefined || name === "" || name.includes(".") || Array.isArray(value)) return [];
    if (value === null || typeof value !== "object") return [[`${path}.${name}`, String(value)]];
    return parameters(value, `${path}.${name}`);
  });
}

/** Whether all of the filter is in there, at every depth. */
export function holds(metadata, filter) {
  if (filter === null || typeof filter !== "object") return metadata === filter;
  if (metadata === null || typeof metadata !== "object") return false;
  if (Array.isArray(filter)) {
    return Array.isArray(metadata) && filter.every((wanted) => metadata.some((element) => holds(element, wanted)));
  }
  return Object.entries(filter).every(([name, wanted]) => wanted === undefined || holds(metadata[name], wanted));
}
