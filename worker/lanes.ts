import { checkIdentity } from "@/lib/connection/check-identity";
import { checkPermissions } from "@/lib/connection/check-permissions";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { runCampaign } from "@/lib/connection/run-campaign";
import { followHint } from "@/lib/connection/take-hint";
import type { Context } from "@/lib/context";
import { lane, type Lane } from "@/lib/jobs/run-jobs";
import { sendMail } from "@/lib/mail/send-mail";
import { runBulk } from "@/lib/staff/run-bulk";
import { sendMessages } from "@/lib/webhooks/send-messages";
import { regions } from "@/lib/vocabulary";
import { runSweep } from "./sweeps";

/** How many jobs of a kind run at once, for each region where a region is called. */
const AT_ONCE = {
  mail: 10,
  refresh: 50,
  identity: 25,
  probes: 5,
  hint: 1,
  campaign: 1,
  bulk: 2,
  webhook: 20,
  sweep: 3,
} as const;

/** What each kind of job does. Each is safe to run twice. `newContext` gives each job one of its own. */
export function lanes(newContext: () => Context): Lane[] {
  return [
    lane({
      kind: "mail",
      region: null,
      atOnce: AT_ONCE.mail,
      async run({ mailId }) {
        const outcome = await sendMail(newContext(), mailId);
        if (outcome === "again" || outcome === "busy") throw new Error(`mail: ${outcome}`);
      },
    }),
    ...regions.flatMap((region) => [
      lane({
        kind: "refresh",
        region,
        atOnce: AT_ONCE.refresh,
        async run({ grantId }) {
          // Whatever came of it is in the row: also when to try again.
          await refreshConnection(newContext(), { grantId, force: false });
        },
      }),
      lane({
        kind: "identity",
        region,
        atOnce: AT_ONCE.identity,
        run: (job) => checkIdentity(newContext(), job),
      }),
      lane({
        kind: "probes",
        region,
        atOnce: AT_ONCE.probes,
        run: (job) => checkPermissions(newContext(), job),
      }),
    ]),
    lane({
      kind: "hint",
      region: null,
      atOnce: AT_ONCE.hint,
      run: (job) => followHint(newContext(), job),
    }),
    lane({
      kind: "campaign",
      region: null,
      atOnce: AT_ONCE.campaign,
      run: (job) => runCampaign(newContext(), job),
    }),
    lane({
      kind: "bulk",
      region: null,
      atOnce: AT_ONCE.bulk,
      run: (job) => runBulk(newContext(), job),
    }),
    lane({
      kind: "webhook",
      region: null,
      atOnce: AT_ONCE.webhook,
      // A receiver that hangs keeps few others waiting.
      batch: 2,
      run: (job) => sendMessages(newContext(), job),
    }),
    lane({
      kind: "sweep",
      region: null,
      atOnce: AT_ONCE.sweep,
      run: (job) => runSweep(newContext(), job),
    }),
  ];
}
