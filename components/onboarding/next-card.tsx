import { CircleX } from "lucide-react";
import { useId } from "react";
import { LinkButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

type NextCardProps = {
  title: string;
  text: string;
  /** Something is wrong with the step: it says so, in red and in words. */
  isProblem?: boolean;
  action: { label: string; href: string };
};

/** The next thing that can be done, with the page's one primary button. On paper its row says it. */
export function NextCard({ title, text, isProblem = false, action }: NextCardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`no-print mb-9 flex flex-col gap-x-8 gap-y-4 rounded-base border border-l-4 border-line-strong bg-card p-6 wide:flex-row wide:items-center wide:justify-between ${
        isProblem ? "border-l-bad" : "border-l-accent"
      }`}
    >
      <div>
        {isProblem ? (
          <p className="flex items-center gap-1.5 text-hint font-semibold text-bad">
            <Icon as={CircleX} size={16} />
            There is a problem
          </p>
        ) : (
          <p className="text-hint font-semibold text-accent">Next</p>
        )}
        <h2 id={id} className="heading text-h2">
          {title}
        </h2>
        <p className="max-w-[27rem] text-muted">{text}</p>
      </div>
      <LinkButton href={action.href} arrow wide>
        {action.label}
      </LinkButton>
    </section>
  );
}
