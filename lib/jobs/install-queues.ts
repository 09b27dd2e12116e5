import { PgBoss } from "pg-boss";
import { JOBS_SCHEMA, queues } from "./queues";

/** Brings pg-boss's own tables and our queues up to date. Safe to repeat and to run twice at once. */
export async function installQueues(url: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    schema: JOBS_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  // Without a listener an error of its own would end the process; what matters is thrown by the calls.
  boss.on("error", () => {});
  await boss.start();
  try {
    const known = new Set((await boss.getQueues()).map(({ name }) => name));
    for (const { name, policy, ...options } of queues) {
      if (known.has(name)) await boss.updateQueue(name, options);
      else await boss.createQueue(name, { ...options, policy });
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}
