import { ArrowLeft } from "lucide-react";
import { Icon } from "@/components/ui/icon";

/** From a step back to the list. */
export function BackLink() {
  return (
    <p className="no-print mb-4">
      <a
        href="/onboarding"
        className="inline-flex min-h-6 items-center gap-1.5 text-hint text-muted"
      >
        <Icon as={ArrowLeft} size={16} />
        Your checklist
      </a>
    </p>
  );
}
