import { CopyButton } from "@/components/ui/copy-button";
import { LinkButton } from "@/components/ui/button";
import { formatDay } from "@/components/ui/format-time";
import type { Day } from "@/lib/settings/rules";

type LetterToClioProps = {
  firmName: string;
  senderName: string;
  developerEmail: string;
  appliedOn: Day;
  /** Clio's developer support, where staff have entered it. */
  address: string | null;
};

/** A mail to Clio's developer support that only has to be sent. */
export function LetterToClio(props: LetterToClioProps) {
  const { firmName, senderName, developerEmail, appliedOn, address } = props;
  const subject = `Conversion of our trial into a developer account: ${developerEmail}`;
  const text = `Hello,

on ${formatDay(appliedOn)} we applied for the conversion of our Clio trial into a developer account. The account's e-mail address is ${developerEmail}. We have not had an answer yet.

Could you please tell us how far our application is, and whether you need anything from us?

Kind regards,
${senderName}
${firmName}`;
  const query = `subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;
  return (
    <section aria-labelledby="letter" className="mb-10">
      <h2 id="letter" className="heading text-h2">
        A mail to Clio’s developer support
      </h2>
      <p className="mt-1 max-w-[60ch] text-muted">
        {address
          ? `It goes to ${address}.`
          : "The address of Clio’s developer support stands in its developer portal."}
      </p>
      <pre className="my-3 max-w-[40rem] rounded-base border border-line bg-card p-4 font-sans text-hint whitespace-pre-wrap">
        {text}
      </pre>
      <div className="flex flex-wrap items-center gap-3">
        <LinkButton href={`mailto:${address ?? ""}?${query}`} kind="secondary">
          Open in my mail program
        </LinkButton>
        <CopyButton value={text} label="Copy: the mail" />
      </div>
    </section>
  );
}
