import { Notice } from "@/components/ui/notice";
import type { QueueHealth } from "@/lib/jobs/queue-health";
import { queueTrouble } from "@/lib/jobs/queue-health";

/** What keeps the portal itself from its work: on top of every page of staff's. */
export function HouseTroubles({ queue }: { queue: QueueHealth }) {
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
