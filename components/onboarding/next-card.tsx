import { LinkButton } from "@/components/ui/button";

type NextCardProps = {
  title: string;
  text: string;
  action: { label: string; href: string };
};

/** The next thing that can be done, with the page's one primary button. */
export function NextCard({ title, text, action }: NextCardProps) {
  return (
    <section
      aria-labelledby="next-title"
      className="mb-9 flex flex-col gap-x-8 gap-y-4 rounded-base border border-l-4 border-line-strong border-l-accent bg-card p-6 wide:flex-row wide:items-center wide:justify-between"
    >
      <div>
        <p className="text-hint font-semibold text-accent">Next</p>
        <h2 id="next-title" className="heading text-h2">
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
