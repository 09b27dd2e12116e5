import { Notice } from "@/components/ui/notice";
import type { QueueHealth } from "@/lib/jobs/queue-health";
import { queueTrouble } from "@/lib/jobs/queue-health";

/** What keeps the portal itself from its work: on top of every page of staff's. */
export function HouseTroubles({
  queue,
  quarantine,
}: {
  queue: QueueHealth;
  /** Why nothing is mailed and no provider called; null when all of that goes on. */
  quarantine: string | null;
}) {
  // In quarantine no worker is at work on purpose.
  if (quarantine !== null) return <Quarantine reason={quarantine} />;
  const trouble = queueTrouble(queue);
  if (trouble === null) return null;
  return (
    <div className="no-print mb-6 space-y-3">
      <Notice kind="warn" title={queueWords[trouble].title} isBrief>
        <p>{queueWords[trouble].text}</p>
      </Notice>
    </div>
  );
}

function Quarantine({ reason }: { reason: string }) {
  return (
    <div className="no-print mb-6">
      <Notice kind="warn" title="The portal is in quarantine" isBrief>
        <p>
          Nothing is mailed, Clio is not called, and firms cannot connect: {reason}. What waits is
          kept.
        </p>
        <p>
          Compare the firms with what you know. When all is as it should be, whoever runs the portal
          ends this with <code>npm run portal -- release</code>.
        </p>
      </Notice>
    </div>
  );
}

const queueWords = {
  no_worker: {
    title: "No worker is running",
    text: "Mails wait, and no connection is refreshed or checked. Pages work. Start the worker; what waits is done then, and nothing is lost.",
  },
  late: {
    title: "The work in the background is late",
    text: "Jobs have waited for more than two minutes. Mails and checks come later than usual; nothing is lost.",
  },
};
