/** A colour of app/globals.css: what it is in light and in dark. */
export type Colour = { name: string; light: string; dark: string };

const COLOUR = /--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g;

/** Every colour that the style sheet names, in its order. */
export function coloursOf(css: string): Colour[] {
  return [...css.matchAll(COLOUR)].map(([, name = "", light = "", dark = ""]) => ({
    name,
    light,
    dark,
  }));
}

/** What is written on what: text, and the ground that it stands on. */
export const PAIRS: [text: string, ground: string][] = [
  ["ink", "paper"],
  ["ink", "card"],
  ["ink-muted", "paper"],
  ["ink-muted", "card"],
  ["ink-muted", "accent-soft"],
  ["accent", "paper"],
  ["accent", "card"],
  ["on-accent", "accent"],
  ["paper", "ink"],
  ["ink", "accent-soft"],
  ["ok", "paper"],
  ["ok", "ok-soft"],
  ["warn", "paper"],
  ["warn", "warn-soft"],
  ["bad", "paper"],
  ["bad", "bad-soft"],
  ["on-bad", "bad"],
  ["wait", "paper"],
  ["wait", "wait-soft"],
  ["ink-muted", "warn-soft"],
  ["accent", "warn-soft"],
  ["ink-muted", "line"],
];
