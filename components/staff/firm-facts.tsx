import type { ReactNode } from "react";
import { StatusBadge } from "@/components/connection/status-badge";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { DayText, TimeText } from "@/components/ui/time-text";
import type { ConnectionView } from "@/lib/connection/views";
import type { FirmChecklist } from "@/lib/onboarding/queries";
import { dayOf, type Day } from "@/lib/settings/rules";
import type { FirmCard } from "@/lib/staff/load-firm-page";
import { regionNames } from "@/lib/vocabulary";
import { stageNames } from "./queue-words";
import { routeNames } from "./route-names";

type FirmFactsProps = {
  firm: FirmChecklist;
  card: FirmCard;
  connection: ConnectionView;
  owners: { id: string; name: string }[];
  /** A viewer looks and does not act. */
  mayAct: boolean;
  today: Day;
  now: Date;
  timeZone: string;
};

/** The facts beside the verdict, and what staff keep about a firm: owner, tags, a pause of its reminders. */
export function FirmFacts(props: FirmFactsProps) {
  const { firm, card, connection, mayAct, now, timeZone } = props;
  const time = (at: Date | null) => (at ? <TimeText at={at} now={now} timeZone={timeZone} /> : "–");
  const mayChange = mayAct && card.closed === null;
  const { remindersPausedUntil: until } = card;
  return (
    <section aria-label="Facts" className="border-t-2 border-ink pt-3 text-hint">
      <dl>
        <Fact term="Status">
          <StatusBadge status={connection.status} />
        </Fact>
        <Fact term="Stage">{card.row ? stageNames[card.row.stage] : "Closed"}</Fact>
        <Fact term="Proof of life">{time(connection.lastProofAt)}</Fact>
        <Fact term="Route">{routeNames[firm.route]}</Fact>
        <Fact term="Region">{firm.region ? regionNames[firm.region] : "Not known yet"}</Fact>
        <Fact term="Created">{time(firm.createdAt)}</Fact>
        <Fact term="Owner">
          {card.owner?.name ?? "Nobody"}
          {mayChange ? <OwnerForm {...props} /> : null}
        </Fact>
        <Fact term="Tags">
          {card.tags.length === 0 ? "None" : null}
          {mayChange ? <TagForms {...props} /> : card.tags.join(", ")}
        </Fact>
        <Fact term="Reminders">
          {until && until > now ? (
            <>
              Paused through <DayText day={dayOf(new Date(until.getTime() - 1), timeZone)} />
            </>
          ) : (
            "As the rules say"
          )}
          {mayChange ? <PauseForm {...props} /> : null}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-b border-line py-2">
      <dt className="w-24 shrink-0 text-muted">{term}</dt>
      <dd className="min-w-0 grow wrap-anywhere">{children}</dd>
    </div>
  );
}

/** Opens what is changed rarely, so that the facts stay short. */
function Change({ children, label = "Change" }: { children: ReactNode; label?: string }) {
  return (
    <details className="mt-1">
      <summary className="link inline-block min-h-6">{label}</summary>
      {children}
    </details>
  );
}

const formLook = "mt-2 space-y-3";

function Version({ card }: { card: FirmCard }) {
  return <input type="hidden" name="version" value={card.version} />;
}

function OwnerForm({ firm, card, owners }: FirmFactsProps) {
  return (
    <Change label={card.owner ? "Change owner" : "Assign"}>
      <ActionForm action={`/api/staff/firms/${firm.firmId}/owner`} className={formLook}>
        <Version card={card} />
        <SelectField
          name="owner"
          label="Who looks after it"
          options={[
            { value: "", label: "Nobody" },
            ...owners.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          defaultValue={card.owner?.id ?? ""}
        />
        <Button kind="secondary" dense>
          Save the owner
        </Button>
      </ActionForm>
    </Change>
  );
}

function TagForms({ firm, card }: FirmFactsProps) {
  const action = `/api/staff/firms/${firm.firmId}/tags`;
  return (
    <>
      <ul className="flex flex-wrap gap-1.5">
        {card.tags.map((tag) => (
          <li key={tag}>
            <ActionForm action={action}>
              <Version card={card} />
              <input type="hidden" name="tag" value={tag} />
              <input type="hidden" name="decision" value="remove" />
              <Button kind="secondary" dense>
                {tag} <span aria-hidden>×</span>
                <span className="sr-only">: remove the tag</span>
              </Button>
            </ActionForm>
          </li>
        ))}
      </ul>
      <Change label="Add a tag">
        <ActionForm action={action} className={formLook}>
          <Version card={card} />
          <input type="hidden" name="decision" value="add" />
          <Field name="tag" label="Tag" />
          <Button kind="secondary" dense>
            Add the tag
          </Button>
        </ActionForm>
      </Change>
    </>
  );
}

function PauseForm({ firm, card, today }: FirmFactsProps) {
  const action = `/api/staff/firms/${firm.firmId}/pause`;
  return (
    <Change label="Pause or go on">
      <ActionForm action={action} className={formLook}>
        <Version card={card} />
        <Field
          name="until"
          id="pause-until"
          label="Last day of the pause"
          hint="Empty: reminders go on."
          type="date"
          min={today}
        />
        <Button kind="secondary" dense>
          Save the pause
        </Button>
      </ActionForm>
    </Change>
  );
}
