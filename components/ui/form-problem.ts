"use client";

import { createContext, useContext } from "react";

/** What is wrong with a form that was sent: one message for all, and one for each field. */
export type FormProblem = {
  message: string;
  fields?: Record<string, string>;
  /** Nobody is signed in any more: the way back is to sign in. */
  isSignedOut?: boolean;
};

export const FormProblemContext = createContext<FormProblem | null>(null);

/** The message for one field of the form around it, if there is one. */
export function useFieldError(name: string): string | undefined {
  return useContext(FormProblemContext)?.fields?.[name];
}
