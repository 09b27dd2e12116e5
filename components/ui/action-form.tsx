"use client";

import {
  useEffect,
  useRef,
  useState,
  type ReactNode,
  type SubmitEvent as FormSubmitEvent,
} from "react";
import { ErrorSummary } from "./error-summary";
import { FormFirmField } from "./form-firm";
import { FormProblemContext, type FormProblem } from "./form-problem";

type ActionFormProps = {
  /** The endpoint, such as `/api/onboarding/plan`. */
  action: string;
  /** Makes pressing twice the same as pressing once (the server keeps the answer). */
  nonce?: string;
  /** What was wrong last time, when the form came back without JavaScript. */
  problem?: FormProblem | null;
  /** Shown and read out while the answer is awaited, where that may take seconds. */
  busyText?: string;
  /** Sent without the escapes that make a long text up to three times as long. */
  isLong?: boolean;
  className?: string;
  children: ReactNode;
};

type AnsweredError = {
  code: string;
  message: string;
  fields?: Record<string, string>;
  /** What is stored by now, where somebody else saved first. */
  version?: number;
};
type Answer = { ok: true; location?: string } | { ok: false; error: AnsweredError };

const NO_ANSWER: FormProblem = {
  message:
    "We could not reach the portal. Please check your internet connection and press the button again.",
};

/** Refusals that lead to a page of their own: who it is has to be confirmed first. */
const PLAINLY = new Set(["step_up_needed", "second_factor_needed"]);

const TOO_LONG = {
  code: "too_large",
  message: "This is too much text. Please shorten it and press the button again.",
};
const OUR_FAULT = {
  code: "internal",
  message: "Something went wrong on our side. Nothing is lost; please try again in a minute.",
};

/**
 * A plain form that the browser can send by itself. With JavaScript it is sent by fetch, so that
 * errors appear beside their fields without losing what was typed.
 */
export function ActionForm({
  action,
  nonce,
  problem: given = null,
  busyText,
  isLong = false,
  className,
  children,
}: ActionFormProps) {
  const [problem, setProblem] = useState(given);
  const [isBusy, setIsBusy] = useState(false);
  const [timesShownAgain, setTimesShownAgain] = useState(0);
  const isOnItsWay = useRef(false);
  const isPlain = useRef(false);
  const summary = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (problem) summary.current?.focus();
  }, [problem]);

  // The browser may bring this page back from memory after Back: then nothing is on its way, and the
  // next press is not the one before.
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      isOnItsWay.current = false;
      isPlain.current = false;
      setIsBusy(false);
      setTimesShownAgain((times) => times + 1);
    };
    window.addEventListener("pageshow", onShow);
    return () => window.removeEventListener("pageshow", onShow);
  }, []);

  async function send(form: HTMLFormElement, submitter: HTMLElement | null) {
    const answer = await post(action, fieldsOf(form, submitter, isLong));
    if (answer?.ok) {
      // It stays busy: the page is about to be left.
      if (answer.location) window.location.assign(answer.location);
      else window.location.reload();
      return;
    }
    if (answer && PLAINLY.has(answer.error.code)) {
      // Sent once more as the browser itself would: the answer leads to the page that asks for it, and
      // what was typed comes along.
      isPlain.current = true;
      form.requestSubmit(submitter);
      return;
    }
    for (const input of form.querySelectorAll<HTMLInputElement>("input[data-secret]")) {
      input.value = "";
    }
    isOnItsWay.current = false;
    setIsBusy(false);
    // Who has read what another person saved, and presses again, means it.
    const version = form.querySelector<HTMLInputElement>("input[name=version]");
    if (version && answer?.error.version) version.value = String(answer.error.version);
    setProblem(answer ? problemIn(answer.error) : { ...NO_ANSWER });
  }

  function onSubmit(event: FormSubmitEvent<HTMLFormElement>) {
    if (isPlain.current) return;
    event.preventDefault();
    if (isOnItsWay.current) return;
    isOnItsWay.current = true;
    setIsBusy(true);
    void send(event.currentTarget, event.nativeEvent.submitter);
  }

  return (
    <FormProblemContext value={problem}>
      <form
        method="post"
        action={action}
        encType={isLong ? "multipart/form-data" : undefined}
        noValidate
        className={className}
        data-busy={isBusy || undefined}
        onSubmit={onSubmit}
      >
        {problem ? <ErrorSummary ref={summary} problem={problem} /> : null}
        <FormFirmField />
        {nonce ? (
          <input type="hidden" name="form_nonce" value={`${nonce}.${timesShownAgain}`} />
        ) : null}
        {children}
        {busyText ? (
          <p role="status" className="mt-3 text-hint text-muted empty:hidden">
            {isBusy ? busyText : null}
          </p>
        ) : null}
      </form>
    </FormProblemContext>
  );
}

function problemIn({ code, message, fields }: AnsweredError): FormProblem {
  return { message, fields, isSignedOut: code === "not_signed_in" };
}

function fieldsOf(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  isLong: boolean,
): URLSearchParams | FormData {
  const body = isLong ? new FormData() : new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string") body.append(name, value);
  }
  return body;
}

/** The server's answer, or null when there was none. */
async function post(action: string, body: URLSearchParams | FormData): Promise<Answer | null> {
  const headers = { accept: "application/json" };
  const response = await fetch(action, { method: "POST", headers, body }).catch(() => null);
  if (!response) return null;
  if (response.status === 413) return { ok: false, error: TOO_LONG };
  const isAnswer = response.headers.get("content-type")?.includes("application/json");
  return isAnswer ? ((await response.json()) as Answer) : { ok: false, error: OUR_FAULT };
}
