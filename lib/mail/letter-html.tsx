import { renderToStaticMarkup } from "react-dom/server";
import type { Letter } from "./letter";
import { LetterLayout } from "./letter-layout";

/** The HTML part of a letter. Written without waiting, and without anything that React adds for a browser. */
export function htmlOf(letter: Letter): string {
  return `<!doctype html>${renderToStaticMarkup(<LetterLayout letter={letter} />)}`;
}
