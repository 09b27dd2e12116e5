import { OutageNotice } from "@/components/connection/outage-notice";
import { OutageBanner } from "@/components/staff/outage-banner";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ago, NOW, TIME_ZONE } from "./invented";
import { Piece, State } from "./piece";

const outage = { id: "out_invented", affected: 14, openedAt: ago(25) };
const banner = { now: NOW, timeZone: TIME_ZONE, mayEnd: true };

const kinds = [
  ["info", "You chose not to allow access", "Nothing has changed. You can try again, or ask us."],
  ["ok", "Clio accepts your keys", "Stored today, 09:12 Eastern Time by Ada Moss."],
  ["warn", "Is this your firm’s live account?", "Please look at the account before we use it."],
  ["bad", "EasyStart gives integrations no access", "Nothing can be connected before an upgrade."],
  ["wait", "Clio is not answering", "There is nothing wrong on your side. We try again."],
] as const;

export function NoticesSection() {
  return (
    <>
      <Piece title="Each kind, with text and buttons">
        <div className="space-y-6">
          {kinds.map(([kind, title, text]) => (
            <Notice
              key={kind}
              kind={kind}
              title={title}
              actions={
                <>
                  <Button>Go on</Button>
                  <Button kind="secondary">Not now</Button>
                </>
              }
            >
              <p>{text}</p>
              <p className="text-small text-muted">Reference K7QX-2M4D</p>
            </Notice>
          ))}
        </div>
      </Piece>
      <Piece title="In passing">
        <div className="space-y-6">
          {kinds.map(([kind, title, text]) => (
            <Notice key={kind} kind={kind} title={title} isBrief>
              <p>{text}</p>
            </Notice>
          ))}
          <Notice kind="ok" title="Saved" isBrief />
        </div>
      </Piece>
      <Piece title="Many connections fail together">
        <div className="space-y-6">
          <OutageNotice cause="clio_unavailable" />
          <OutageNotice cause="our_fault" />
          <OutageBanner
            outage={{
              ...outage,
              cause: "clio_unavailable",
              name: "United States",
              applicationId: null,
            }}
            {...banner}
          />
          <OutageBanner
            outage={{
              ...outage,
              cause: "our_fault",
              name: "Acme contacts for Clio",
              applicationId: "app_invented",
            }}
            {...banner}
            mayEnd={false}
          />
        </div>
      </Piece>
      <Piece title="Each rank">
        <State name="2">
          <Notice kind="info" title="A title of the second rank" />
        </State>
        <State name="3">
          <Notice kind="info" title="A title of the third rank" level={3} />
        </State>
        <State name="1: the page’s heading, back from Clio. It takes the focus">
          <Notice kind="ok" title="Connected" level={1}>
            <p>Your Clio account is connected. Below you see what each permission gave.</p>
          </Notice>
        </State>
      </Piece>
    </>
  );
}
