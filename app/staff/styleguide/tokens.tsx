import { readFileSync } from "node:fs";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { contrast } from "@/lib/settings/accent-rules";
import { coloursOf, PAIRS, type Colour } from "./colours";
import { Piece } from "./piece";

const sizes = [
  ["text-h1", "heading text-h1", "2.125 rem, headings of firms’ pages"],
  ["text-h1-phone", "heading text-h1-phone", "1.75 rem, the same on a phone"],
  ["text-h1-dense", "heading text-h1-dense", "1.625 rem, headings of staff’s pages"],
  ["text-h2", "heading text-h2", "1.375 rem"],
  ["text-h3", "heading text-h3", "1.1875 rem"],
  ["text-row", "text-row", "1.0625 rem, titles of rows"],
  ["text-base", "text-base", "1 rem, text"],
  ["text-hint", "text-hint", "0.9375 rem, hints"],
  ["text-small", "text-small", "0.875 rem, tables’ heads and notes"],
] as const;

/** Distances in pixels; a rhythm of eight, halved where things belong together. */
const distances = [4, 8, 12, 16, 24, 32, 40, 56, 64];

export function TokensSection() {
  const colours = coloursOf(readFileSync("app/globals.css", "utf8"));
  return (
    <>
      <Piece title="Colours">
        <ul className="grid gap-x-10 wide:grid-cols-2">
          {colours.map(({ name, light, dark }) => (
            <li key={name} className="flex items-center gap-3 border-b border-line py-2">
              <Swatch colour={`var(--${name})`} />
              <span>
                <code className="font-mono text-hint">--{name}</code>
                <span className="block text-small text-muted">
                  {light} light, {dark} dark
                </span>
              </span>
            </li>
          ))}
        </ul>
      </Piece>
      <Piece title="Contrast">
        <Table
          caption="Text on its ground; 4.5 is enough"
          head={
            <>
              <Th>Text on ground</Th>
              <Th>Light</Th>
              <Th>Dark</Th>
            </>
          }
        >
          {PAIRS.map(([text, ground]) => (
            <Row key={`${text} ${ground}`}>
              <RowHead>
                <span className="flex items-center gap-3">
                  <Sample text={text} ground={ground} />
                  <span>
                    {text} on {ground}
                  </span>
                </span>
              </RowHead>
              <Td>{ratio(colours, text, ground, "light")}</Td>
              <Td>{ratio(colours, text, ground, "dark")}</Td>
            </Row>
          ))}
        </Table>
      </Piece>
      <Piece title="Type">
        <ul>
          {sizes.map(([name, look, about]) => (
            <li key={name} className="border-b border-line py-3">
              <span className={`block ${look}`}>Connect your firm’s Clio account</span>
              <span className="text-small text-muted">
                {name}: {about}
              </span>
            </li>
          ))}
        </ul>
      </Piece>
      <Piece title="Distances">
        <ul>
          {distances.map((pixels) => (
            <li key={pixels} className="flex items-center gap-4 py-1.5 text-hint">
              <span className="w-14 text-right">{pixels} px</span>
              <svg aria-hidden width={pixels} height={16}>
                <rect width={pixels} height={16} fill="var(--accent)" />
              </svg>
            </li>
          ))}
        </ul>
      </Piece>
    </>
  );
}

/** Drawn, not styled: a style sheet that names every colour as a ground would travel to everybody. */
function Swatch({ colour }: { colour: string }) {
  return (
    <svg aria-hidden width={48} height={32} className="shrink-0">
      <rect
        x={0.5}
        y={0.5}
        width={47}
        height={31}
        rx={5}
        fill={colour}
        stroke="var(--line-strong)"
      />
    </svg>
  );
}

function Sample({ text, ground }: { text: string; ground: string }) {
  return (
    <svg aria-hidden width={48} height={32} className="shrink-0">
      <rect
        x={0.5}
        y={0.5}
        width={47}
        height={31}
        rx={5}
        fill={`var(--${ground})`}
        stroke="var(--line-strong)"
      />
      <text x={24} y={21} textAnchor="middle" fontSize={15} fill={`var(--${text})`}>
        Aa
      </text>
    </svg>
  );
}

function ratio(colours: Colour[], text: string, ground: string, theme: "light" | "dark"): string {
  const [ink, paper] = [text, ground].map((name) => colours.find((one) => one.name === name));
  return contrast(ink?.[theme] ?? "", paper?.[theme] ?? "").toFixed(1);
}
