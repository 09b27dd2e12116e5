/** The colours of app/globals.css that the accent stands beside; a test compares the two. */
export const themes = {
  light: {
    paper: "#faf9f6",
    card: "#ffffff",
    ink: "#1c2126",
    "ink-muted": "#5a6068",
    "warn-soft": "#fcf3e0",
  },
  dark: {
    paper: "#14171a",
    card: "#1b1f23",
    ink: "#eceae5",
    "ink-muted": "#a6acb3",
    "warn-soft": "#2c2413",
  },
} as const;
export type Theme = keyof typeof themes;

/** What the style sheet calls `--accent`, `--on-accent` and `--accent-soft`. */
export type Accent = { accent: string; onAccent: string; accentSoft: string };

/** WCAG 2.2: of text with its ground; of what is no text, such as the ring of the focus, with its ground. */
export const TEXT_CONTRAST = 4.5;
export const SHAPE_CONTRAST = 3;

/** One measure of a colour in its place. */
export type Figure = { theme: Theme; what: string; ratio: number; needs: number };

export type AccentVerdict =
  | { passes: true }
  /** The places in which it is too weak, and the nearest colour of its hue that is not. */
  | { passes: false; weak: Figure[]; nearest: string };

/** Whether a text is a colour as the settings keep it, such as `#1f5f8b`. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

/**
 * Whether an agency's colour can be read wherever the portal uses it. In light it is used as it is; in
 * dark a lighter one of its hue takes its place, as no colour can be read on both grounds.
 */
export function judgeAccent(colour: string): AccentVerdict {
  const weak = figuresOf("light", accentIn("light", colour)).filter(isWeak);
  return weak.length === 0 ? { passes: true } : { passes: false, weak, nearest: darker(colour) };
}

/** The three colours of a theme that follow from an agency's colour. */
export function accentIn(theme: Theme, colour: string): Accent {
  const accent = theme === "light" ? colour : lighter(colour);
  return { accent, onAccent: wordsOn(accent), accentSoft: softOf(theme, accent) };
}

/** How well the accent and what stands on it can be seen in every place that has it. */
export function figuresOf(theme: Theme, { accent, onAccent, accentSoft }: Accent): Figure[] {
  const on = themes[theme];
  const text = (what: string, one: string, other: string): Figure => ({
    theme,
    what,
    ratio: contrast(one, other),
    needs: TEXT_CONTRAST,
  });
  return [
    text("links on the page", accent, on.paper),
    text("links on white cards", accent, on.card),
    text("links in a warning", accent, on["warn-soft"]),
    text("words on a button", onAccent, accent),
    text("links on a soft ground of its own", accent, accentSoft),
    text("words on a soft ground of its own", on.ink, accentSoft),
    text("hints on a soft ground of its own", on["ink-muted"], accentSoft),
    {
      theme,
      what: "the ring around what has the focus",
      ratio: contrast(accent, on.paper),
      needs: SHAPE_CONTRAST,
    },
  ];
}

const isWeak = ({ ratio, needs }: Figure) => ratio < needs;
const isClear = (theme: Theme, accent: string) =>
  !figuresOf(theme, {
    accent,
    onAccent: wordsOn(accent),
    accentSoft: softOf(theme, accent),
  }).some(isWeak);

const STEPS = 400;

/** The nearest darker colour of its hue that can be read in light; black at the end. */
function darker(colour: string): string {
  for (let step = 0; step <= STEPS; step += 1) {
    const tried = mix(colour, "#000000", step / STEPS);
    if (isClear("light", tried)) return tried;
  }
  return "#000000";
}

/** The nearest lighter colour of its hue that can be read in dark; white at the end. */
function lighter(colour: string): string {
  for (let step = 0; step <= STEPS; step += 1) {
    const tried = mix(colour, "#ffffff", step / STEPS);
    if (isClear("dark", tried)) return tried;
  }
  return "#ffffff";
}

/** White or nearly black, whichever can be read better on it. */
function wordsOn(accent: string): string {
  const [white, black] = ["#ffffff", "#0c1013"];
  return contrast(white, accent) >= contrast(black, accent) ? white : black;
}

/** A ground with a breath of the colour: as much as what is written on it allows. */
function softOf(theme: Theme, accent: string): string {
  const { card, ink, "ink-muted": muted } = themes[theme];
  for (const share of [0.1, 0.08, 0.06, 0.04, 0.02]) {
    const tried = mix(card, accent, share);
    if ([ink, muted, accent].every((words) => contrast(words, tried) >= TEXT_CONTRAST)) {
      return tried;
    }
  }
  return card;
}

/** WCAG 2.2, "contrast ratio": 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = partsOf(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const partsOf = (hex: string) =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));

function mix(one: string, other: string, share: number): string {
  const others = partsOf(other);
  const parts = partsOf(one).map((part, n) => Math.round(part + ((others[n] ?? 0) - part) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The style sheet that puts an agency's colour in the place of the portal's. */
export function accentStyles(colour: string): string {
  const [light, dark] = [accentIn("light", colour), accentIn("dark", colour)];
  const both = (name: keyof Accent) => `light-dark(${light[name]}, ${dark[name]})`;
  // Twice `:root`: it counts more than the portal's own, whichever is read first.
  return `:root:root {
  --accent: ${both("accent")};
  --on-accent: ${both("onAccent")};
  --accent-soft: ${both("accentSoft")};
}
`;
}

/** Why a colour is refused, with its figures and the nearest that is not. */
export function accentProblem({ weak, nearest }: AccentVerdict & { passes: false }): string {
  const figures = weak
    .map(({ what, ratio, needs }) => `${what} ${rounded(ratio)}, needs ${needs}`)
    .join("; ");
  return `This colour is too light to be read: ${figures}. The nearest one that works is ${nearest}.`;
}

/** Down, so that what is not enough never looks as if it were. */
const rounded = (ratio: number) => (Math.floor(ratio * 100) / 100).toFixed(2);
