import { StepRow, type StepRowProps } from "./step-row";

/** A titled group of steps. */
export function StepGroup({ title, steps }: { title: string; steps: StepRowProps[] }) {
  return (
    <section className="mb-9">
      <h2 className="border-b border-line pb-2 text-hint font-semibold">{title}</h2>
      <ul>
        {steps.map((step) => (
          <StepRow key={step.stepKey} {...step} />
        ))}
      </ul>
    </section>
  );
}
