import type { Ref } from "react";
import type { FormProblem } from "./form-problem";

type ErrorSummaryProps = {
  problem: FormProblem;
  ref?: Ref<HTMLDivElement>;
};

/** Everything that is wrong with a form, on top of it, each line leading to its field. */
export function ErrorSummary({ problem, ref }: ErrorSummaryProps) {
  const fields = Object.entries(problem.fields ?? {});
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="alert"
      className="mb-6 rounded-base border border-bad bg-bad-soft px-5 py-4"
    >
      <p className="font-semibold text-bad">{problem.message}</p>
      {problem.isSignedOut ? (
        <p className="mt-1">
          <a href="/sign-in" className="link text-bad">
            Sign in
          </a>
        </p>
      ) : null}
      {fields.length > 0 ? (
        <ul className="mt-1">
          {fields.map(([name, message]) => (
            <li key={name}>
              <a href={`#${name}`} className="link text-bad">
                {message}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
