import type { Door } from "./door";

const FLUSH_EVERY_MS = 5000;
const HOUR_MS = 3_600_000;
const BATCH = 500;

type Use = { clientId: string; connectionId: string; firmId: string; hour: number; count: number };

type Written = { name: string };

/** Parameter: uses as JSON. Names each that was counted, as `nameOf` does; told hours are not. */
const WRITE_USES = `insert into token_uses as u (client_id, connection_id, firm_id, hour, count)
select "clientId", "connectionId", "firmId", hour, count
from json_to_recordset($1::json) as given ("clientId" text, "connectionId" text, "firmId" text,
  hour timestamptz, count int)
on conflict (client_id, connection_id, hour) do update set count = u.count + excluded.count
where u.told_at is null
returning client_id || ' ' || connection_id || ' '
  || (date_part('epoch', hour) * 1000)::bigint as name`;

/** Parameter: keys and when each was last used, as JSON. */
const WRITE_KEYS = `update token_keys as k set last_used_at = greatest(k.last_used_at, used.at)
from json_to_recordset($1::json) as used (id text, at timestamptz) where k.id = used.id`;

/**
 * Counts in memory who took whose token in which hour, and when each key was last used; writes both to
 * the database every few seconds and when it is stopped, so that a read writes nothing. What could not
 * be written is kept for the next time; a process that is killed loses a few seconds of it.
 */
export class UseCounter {
  readonly #door: Door;
  #uses = new Map<string, Use>();
  #keys = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(door: Door) {
    this.#door = door;
  }

  /** Flushes by itself from now on. Returns how to stop, which flushes what is left. */
  start(): () => Promise<void> {
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS);
    return async () => {
      clearInterval(this.#timer);
      await this.flush();
    };
  }

  noteKey(keyId: string, atMs: number): void {
    this.#keys.set(keyId, Math.max(atMs, this.#keys.get(keyId) ?? 0));
  }

  noteToken(use: Omit<Use, "hour" | "count">, atMs: number): void {
    this.#add({ ...use, hour: atMs - (atMs % HOUR_MS), count: 1 });
  }

  /** Writes what was counted since the last time. Never throws. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flush());
    return this.#flushing;
  }

  #add(use: Use): void {
    const name = nameOf(use);
    const known = this.#uses.get(name);
    if (known) known.count += use.count;
    else this.#uses.set(name, use);
  }

  async #flush(): Promise<void> {
    const uses = [...this.#uses.values()];
    const keys = [...this.#keys];
    this.#uses = new Map();
    this.#keys = new Map();
    for (let from = 0; from < uses.length; from += BATCH) {
      const batch = uses.slice(from, from + BATCH);
      await this.#orKeep(
        () => this.#writeUses(batch),
        () => batch.forEach((use) => this.#add(use)),
      );
    }
    if (keys.length === 0) return;
    await this.#orKeep(
      () => this.#writeKeys(keys),
      () => keys.forEach(([keyId, atMs]) => this.noteKey(keyId, atMs)),
    );
  }

  async #orKeep(write: () => Promise<void>, keep: () => void): Promise<void> {
    try {
      await write();
    } catch (thrown) {
      keep();
      this.#door.log.warn({ err: thrown }, "uses of tokens could not be written yet");
    }
  }

  async #writeUses(batch: Use[]): Promise<void> {
    const rows = batch.map((use) => ({ ...use, hour: new Date(use.hour).toISOString() }));
    const written = await this.#door.database.prepared<Written>(WRITE_USES, [JSON.stringify(rows)]);
    if (written.length === batch.length) return;
    // The history has told of that hour already: what came too late is told with the present one.
    const done = new Set(written.map(({ name }) => name));
    for (const late of batch.filter((use) => !done.has(nameOf(use)))) {
      const at = Date.now();
      this.#add({ ...late, hour: at - (at % HOUR_MS) });
    }
  }

  async #writeKeys(keys: [string, number][]): Promise<void> {
    const rows = keys.map(([id, atMs]) => ({ id, at: new Date(atMs).toISOString() }));
    await this.#door.database.prepared(WRITE_KEYS, [JSON.stringify(rows)]);
  }
}

const nameOf = ({ clientId, connectionId, hour }: Use) => `${clientId} ${connectionId} ${hour}`;
