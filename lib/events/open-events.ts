import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { loadFirmKeys, openPersonal } from "./firm-key";
import { SEALED_FIELD, type EventData } from "./personal-data";

type Line = { id: string; firmId: string | null; data: EventData };
export type OpenedLine<One extends Line> = One & {
  /** Its personal text is gone: the firm was erased. */
  isErased: boolean;
};

/**
 * Lines of the history with their personal text, for as long as the firm's key is there. Reads the keys
 * of all these firms at once; give it a page, never the whole history. Throws `tampered` for a line
 * whose sealed text was changed.
 */
export async function openEvents<One extends Line>(
  db: Queryable,
  ctx: Context,
  lines: readonly One[],
): Promise<OpenedLine<One>[]> {
  const sealed = lines.filter(({ firmId, data }) => firmId !== null && isSealed(data));
  const firmIds = [...new Set(sealed.flatMap(({ firmId }) => firmId ?? []))];
  const keys = await loadFirmKeys(db, ctx, firmIds);
  return lines.map((line) => {
    const { id, firmId, data } = line;
    if (firmId === null || !isSealed(data)) return { ...line, isErased: false };
    const { [SEALED_FIELD]: text, ...open } = data;
    const key = keys.get(firmId);
    if (!key) return { ...line, data: open, isErased: true };
    const personal = openPersonal(key, { id, firmId }, String(text));
    return { ...line, data: { ...open, ...personal }, isErased: false };
  });
}

const isSealed = (data: EventData) => typeof data[SEALED_FIELD] === "string";
