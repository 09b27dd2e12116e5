"use client";

import { createContext, useContext, type ReactNode } from "react";

const FormFirmContext = createContext<string | null>(null);

/**
 * Around a firm's pages: each form there says which firm its page was of. Who belongs to two firms may
 * have changed over in another tab since.
 */
export function FormFirm({ firmId, children }: { firmId: string; children: ReactNode }) {
  return <FormFirmContext value={firmId}>{children}</FormFirmContext>;
}

/** The hidden field of a form on a firm's page; nothing elsewhere. */
export function FormFirmField() {
  const firmId = useContext(FormFirmContext);
  return firmId ? <input type="hidden" name="form_firm" value={firmId} /> : null;
}
