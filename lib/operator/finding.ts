export type Verdict = "ok" | "warning" | "broken";

/** One line of `doctor`: what was looked at, how it is, and what to do about it. */
export type Finding = { verdict: Verdict; what: string; todo?: string };

export const ok = (what: string): Finding => ({ verdict: "ok", what });
export const warning = (what: string, todo: string): Finding => ({
  verdict: "warning",
  what,
  todo,
});
export const broken = (what: string, todo: string): Finding => ({ verdict: "broken", what, todo });
