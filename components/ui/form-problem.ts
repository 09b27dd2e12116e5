"use client";

import { createContext, useContext } from "react";

/** What is wrong with a form that was sent: one message for all, and one for each field. */
export type FormProblem = {
  message: string;
  fields?: Record<string, string>;
};

export const FormProblemContext = createContext<FormProblem | null>(null);

/** The message for one field of the form around it, if there is one. */
export function useFieldError(name: string): string | undefined {
  return useContext(FormProblemContext)?.fields?.[name];
}
