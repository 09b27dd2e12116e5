import type { AgencySettings } from "@/lib/settings/rules";
import { OutsideLink } from "./outside-link";

type Agency = Pick<
  AgencySettings,
  | "agencyName"
  | "supportEmail"
  | "hubspotGuideUrl"
  | "pipedriveGuideUrl"
  | "checklistUrl"
  | "servicesUrl"
>;

/** Where a firm goes from here once it is live: the agency's guides and services. */
export function NextSteps({ agency }: { agency: Agency }) {
  const links = [
    { href: agency.hubspotGuideUrl, title: "Connect Clio to HubSpot" },
    { href: agency.pipedriveGuideUrl, title: "Connect Clio to Pipedrive" },
    { href: agency.checklistUrl, title: "Onboarding checklist of a new project" },
    { href: agency.servicesUrl, title: `Clio integration services of ${agency.agencyName}` },
  ].flatMap(({ href, title }) => (href ? [{ href, title }] : []));
  return (
    <section aria-labelledby="next-steps" className="mb-9">
      <h2 id="next-steps" className="heading border-b border-line pb-2 text-h2">
        What comes next
      </h2>
      <p className="mt-3 max-w-[60ch]">
        Your integration is switched on. {agency.agencyName} looks after the connection and writes
        to you when something needs you.
      </p>
      <ul className="mt-2">
        {links.map(({ href, title }) => (
          <li key={href} className="py-1.5">
            <OutsideLink href={href}>{title}</OutsideLink>
          </li>
        ))}
        <li className="py-1.5">
          <a className="link" href={`mailto:${agency.supportEmail}`}>
            Ask {agency.agencyName} for help with the whole integration
          </a>
        </li>
      </ul>
    </section>
  );
}
