import { and, inArray, isNull, lte } from "drizzle-orm";
import { checkIdentity } from "@/lib/connection/check-identity";
import { checkPermissions } from "@/lib/connection/check-permissions";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { sweepOutages } from "@/lib/connection/sweep-outages";
import { sweepProblems } from "@/lib/connection/sweep-problems";
import { sweepStatuses } from "@/lib/connection/sweep-statuses";
import { grants } from "@/lib/db/schema";
import type { ConnectedFirm } from "./connected-firms";
import type { House } from "./house";

/** What is due at these firms is done, and the sweeps run, as a worker would. */
export async function workOn(house: House, firms: readonly ConnectedFirm[]): Promise<void> {
  await sweepOutages(house.system);
  const ids = firms.map(({ grantId }) => grantId);
  const due = (column: "refreshDueAt" | "identityDueAt" | "probesDueAt") =>
    house.system.db.query((db) =>
      db
        .select({ grantId: grants.id })
        .from(grants)
        .where(
          and(inArray(grants.id, ids), isNull(grants.endedAt), lte(grants[column], new Date())),
        ),
    );
  for (const { grantId } of await due("refreshDueAt")) {
    await refreshConnection(house.system, { grantId, force: false });
  }
  for (const job of await due("identityDueAt")) await checkIdentity(house.system, job);
  for (const job of await due("probesDueAt")) {
    await checkPermissions(house.system, { ...job, trigger: "daily" });
  }
  await sweepOutages(house.system);
  await sweepStatuses(house.system);
  await sweepProblems(house.system);
}
