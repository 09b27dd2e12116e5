import type { CSSProperties } from "react";

/** The house's colours (app/globals.css): mail programs know no custom properties. */
const light = {
  paper: "#faf9f6",
  ink: "#1c2126",
  muted: "#5a6068",
  line: "#e3dfd6",
  accent: "#0d5c50",
  onAccent: "#ffffff",
};
const dark: typeof light = {
  paper: "#14171a",
  ink: "#eceae5",
  muted: "#a6acb3",
  line: "#2d3338",
  accent: "#73cbb9",
  onAccent: "#0c1f1b",
};

const text: CSSProperties = {
  fontFamily: "'Public Sans',Helvetica,Arial,sans-serif",
  fontSize: "16px",
  lineHeight: "25px",
  margin: "0 0 16px",
  color: light.ink,
  // A firm's name may be one long word.
  overflowWrap: "anywhere",
};
const small: CSSProperties = { ...text, fontSize: "14px", lineHeight: "22px", color: light.muted };

/** Inline, because many mail programs read nothing else. */
export const styles = {
  paper: { backgroundColor: light.paper, margin: "0", padding: "32px 0" },
  sheet: { maxWidth: "600px", padding: "0 24px" },
  letterhead: { ...small, borderBottom: `1px solid ${light.line}`, padding: "0 0 12px" },
  heading: {
    ...text,
    fontFamily: "'Source Serif 4',Georgia,serif",
    fontSize: "26px",
    lineHeight: "33px",
    fontWeight: 600,
    margin: "24px 0 20px",
  },
  line: text,
  button: {
    ...text,
    display: "inline-block",
    fontWeight: 600,
    margin: "8px 0 24px",
    padding: "11px 20px",
    borderRadius: "6px",
    backgroundColor: light.accent,
    color: light.onAccent,
  },
  footer: {
    ...small,
    borderTop: `1px solid ${light.line}`,
    margin: "24px 0 0",
    padding: "12px 0 0",
  },
} satisfies Record<string, CSSProperties>;

/** For mail programs that follow the system: stronger than what stands inline. */
export const darkStyles = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  "@media (prefers-color-scheme:dark){",
  `.paper,.paper td{background-color:${dark.paper}!important}`,
  `.ink{color:${dark.ink}!important}`,
  `.muted{color:${dark.muted}!important}`,
  `.line{border-color:${dark.line}!important}`,
  `.button{background-color:${dark.accent}!important;color:${dark.onAccent}!important}`,
  "}",
].join("");
