import { StepRow, type StepRowProps } from "./step-row";

type KeyedStep = StepRowProps & { key: string };

/** A titled group of steps. */
export function StepGroup({ title, steps }: { title: string; steps: KeyedStep[] }) {
  return (
    <section className="mb-9">
      <h2 className="border-b border-line pb-2 text-hint font-semibold">{title}</h2>
      <ul>
        {steps.map(({ key, title: name, hint, state, since, href }) => (
          <StepRow
            key={key}
            id={key}
            title={name}
            hint={hint}
            state={state}
            since={since}
            href={href}
          />
        ))}
      </ul>
    </section>
  );
}
