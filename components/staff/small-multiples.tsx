import type { LucideIcon } from "lucide-react";
import { formatDay } from "@/components/ui/format-time";
import { Icon } from "@/components/ui/icon";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { highest, type Series } from "@/lib/staff/report-rules";

const STEP = 10;
const BAR = 7;
const HEIGHT = 36;

export type SeriesLook = { label: string; icon: LucideIcon; fill: string };

type SmallMultiplesProps = {
  caption: string;
  days: readonly string[];
  series: readonly Series[];
  looks: Readonly<Record<string, SeriesLook>>;
  /** The newest number says most where things are; a sum where they happen. */
  shows: "newest" | "sum";
};

/**
 * One small picture of thirty days for each row, all of one height, so that they compare without colour;
 * below them the same as a table. A day that nobody counted is a dot under the line.
 */
export function SmallMultiples(props: SmallMultiplesProps) {
  const { caption, days, series, looks, shows } = props;
  const top = highest(series);
  return (
    <div>
      <ul className="divide-y divide-line border-y border-line">
        {series.map((one) => {
          const look = looks[one.name];
          const newest = one.counts.findLast((count) => count !== null) ?? null;
          return (
            <li
              key={one.name}
              className="grid items-center gap-x-6 gap-y-1 py-2.5 wide:grid-cols-[15rem_minmax(0,1fr)_8rem]"
            >
              <span className="inline-flex items-start gap-1.5 text-hint">
                {look ? <Icon as={look.icon} size={16} className="mt-[4px]" /> : null}
                {look?.label ?? one.name}
              </span>
              <Bars counts={one.counts} top={top} fill={look?.fill ?? "fill-ink"} />
              <span className="text-hint text-muted wide:text-right">
                {shows === "sum" ? (
                  <>{one.total} in 30 days</>
                ) : newest === null ? (
                  "not counted yet"
                ) : (
                  <>{newest} now</>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="mt-1 text-small text-muted">
        {formatDay(days[0] ?? "")} to {formatDay(days.at(-1) ?? "")}. A full bar stands for {top}; a
        dot is a day without data.
      </p>
      <details className="mt-2">
        <summary className="link inline-block min-h-6 text-hint">
          Show the numbers as a table
        </summary>
        <div className="mt-3">
          <Table
            caption={caption}
            minWidth="min-w-[40rem]"
            head={
              <>
                <Th>Day</Th>
                {series.map(({ name }) => (
                  <Th key={name}>{looks[name]?.label ?? name}</Th>
                ))}
              </>
            }
          >
            {days.map((day, n) => (
              <Row key={day}>
                <RowHead>{formatDay(day)}</RowHead>
                {series.map(({ name, counts }) => (
                  <Td key={name}>{counts[n] ?? "no data"}</Td>
                ))}
              </Row>
            ))}
          </Table>
        </div>
      </details>
    </div>
  );
}

/** Hidden from those who listen: the table says it better. */
function Bars({ counts, top, fill }: { counts: (number | null)[]; top: number; fill: string }) {
  const width = counts.length * STEP;
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${HEIGHT + 6}`}
      preserveAspectRatio="none"
      className="h-9 w-full max-w-[34rem]"
    >
      <line x1="0" x2={width} y1={HEIGHT} y2={HEIGHT} className="stroke-line-strong" />
      {counts.map((count, n) => {
        const x = n * STEP + (STEP - BAR) / 2;
        if (count === null) {
          return (
            <rect key={x} x={x + 2} y={HEIGHT + 2} width="3" height="3" className="fill-muted" />
          );
        }
        if (count === 0) return null;
        const height = Math.max(2, (count / top) * HEIGHT);
        return (
          <rect key={x} x={x} y={HEIGHT - height} width={BAR} height={height} className={fill} />
        );
      })}
    </svg>
  );
}
