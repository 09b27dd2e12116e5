import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import type { FirmChecklist } from "@/lib/onboarding/queries";
import { routeChange, type RouteChangeFacts } from "@/lib/staff/route-change-rules";
import { routes } from "@/lib/vocabulary";
import { routeNames } from "./route-names";

type FirmSetupProps = {
  firm: FirmChecklist;
  version: number;
  integrations: { id: string; name: string }[];
  facts: RouteChangeFacts;
  /** A viewer looks and does not act; nobody does at a closed firm. */
  mayAct: boolean;
};

/** Who registers the application, and for which integration: with what a change of either implies. */
export function FirmSetup(props: FirmSetupProps) {
  return (
    <div className="mt-8 grid gap-x-10 gap-y-8 wide:grid-cols-2">
      <RouteChange {...props} />
      <IntegrationChange {...props} />
    </div>
  );
}

function RouteChange({ firm, version, facts, mayAct }: FirmSetupProps) {
  const others = routes.filter((route) => route !== firm.route);
  return (
    <section>
      <h3 className="text-hint font-semibold">Who registers the application</h3>
      <p className="mt-2">{routeNames[firm.route]}</p>
      {mayAct ? (
        <>
          <details className="mt-2">
            <summary className="link inline-block min-h-6">What a change would mean</summary>
            {others.map((route) => {
              const { kept, anew } = routeChange(firm.route, route, facts);
              return (
                <div key={route} className="mt-3 text-hint">
                  <h4 className="font-semibold">{routeNames[route]}</h4>
                  <Lines title="Kept" lines={kept} />
                  <Lines title="Then" lines={anew} />
                </div>
              );
            })}
          </details>
          <ActionForm action={`/api/staff/firms/${firm.firmId}/route`} className="mt-3 space-y-3">
            <input type="hidden" name="version" value={version} />
            <SelectField
              name="route"
              label="Change to"
              hint="What was done stays, and counts again when you change back."
              options={routes.map((route) => ({ value: route, label: routeNames[route] }))}
              defaultValue={firm.route}
            />
            <Button kind="secondary" dense>
              Change the route
            </Button>
          </ActionForm>
        </>
      ) : null}
    </section>
  );
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  return (
    <>
      <p className="mt-1 text-muted">{title}</p>
      <ul className="list-disc pl-5">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

function IntegrationChange({ firm, version, integrations, facts, mayAct }: FirmSetupProps) {
  const others = integrations.filter(({ id }) => id !== firm.integrationId);
  return (
    <section>
      <h3 className="text-hint font-semibold">What it is set up for</h3>
      <p className="mt-2">{firm.integrationName}</p>
      {!mayAct ? null : facts.isConnected ? (
        <p className="mt-2 max-w-[60ch] text-hint text-muted">
          It is connected, so this stays.{" "}
          <a className="link" href={`/staff/firms/${firm.firmId}/repeat`}>
            Repeat the set-up
          </a>{" "}
          for a second integration instead.
        </p>
      ) : others.length === 0 ? (
        <p className="mt-2 text-hint text-muted">There is no other integration.</p>
      ) : (
        <ActionForm
          action={`/api/staff/firms/${firm.firmId}/integration`}
          className="mt-3 space-y-3"
        >
          <input type="hidden" name="version" value={version} />
          <SelectField
            name="integration"
            label="Set up for another integration"
            hint={
              firm.route === "agency"
                ? "People, plan and history stay. Our application for the other integration has to be ready, and its permissions are asked for."
                : "People, plan, keys and history stay. The firm ticks the other integration’s boxes in its application before it connects."
            }
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button kind="secondary" dense>
            Change the integration
          </Button>
        </ActionForm>
      )}
    </section>
  );
}
