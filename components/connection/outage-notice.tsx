import { Notice } from "@/components/ui/notice";
import type { ConnectionView } from "@/lib/connection/views";

const words = {
  clio_unavailable: {
    title: "Clio has a problem",
    text: "Clio does not answer as it should for many firms at the moment. We go on asking, and everything goes on by itself when it does.",
  },
  our_fault: {
    title: "Something is wrong on our side",
    text: "It concerns several firms, and we have been told. Everything goes on by itself when we have mended it.",
  },
};

/** Many connections fail together: said before anybody at the firm looks for a fault of their own. */
export function OutageNotice({ cause }: { cause: NonNullable<ConnectionView["outage"]> }) {
  const { title, text } = words[cause];
  return (
    <Notice kind="wait" title={title}>
      <p>{text} There is nothing for you to do.</p>
    </Notice>
  );
}
