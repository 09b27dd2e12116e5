import { AsideBlock } from "@/components/ui/aside-block";

/** Whom to ask: the agency, by mail. */
export function ContactBlock({ agencyName, email }: { agencyName: string; email: string }) {
  return (
    <AsideBlock title="Your contact">
      <p>{agencyName}</p>
      <p>
        <a className="link [overflow-wrap:anywhere]" href={`mailto:${email}`}>
          {email}
        </a>
      </p>
    </AsideBlock>
  );
}
