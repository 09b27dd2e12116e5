type At = { x: number; y: number };
type Box = At & { width: number; height: number };

/** A browser's window around the page, with its address. */
export function Window({ height, address }: { height: number; address: string }) {
  return (
    <>
      <rect
        x={12}
        y={12}
        width={336}
        height={height - 24}
        rx={6}
        className="fill-card stroke-line-strong"
      />
      <line x1={12} y1={42} x2={348} y2={42} className="stroke-line-strong" />
      {[24, 34, 44].map((x) => (
        <circle key={x} cx={x} cy={27} r={3} className="fill-line-strong" />
      ))}
      <rect x={58} y={19} width={280} height={16} rx={8} className="fill-paper stroke-line" />
      <Text x={68} y={31} size={11}>
        {address}
      </Text>
    </>
  );
}

type TextProps = At & {
  children: string;
  size?: number;
  isStrong?: boolean;
  isMuted?: boolean;
};

export function Text({ x, y, size = 12, isStrong = false, isMuted = false, children }: TextProps) {
  return (
    <text
      x={x}
      y={y}
      fontSize={size}
      fontWeight={isStrong ? 600 : 400}
      className={isMuted ? "fill-muted" : "fill-ink"}
    >
      {children}
    </text>
  );
}

/** Words that do not matter here. */
export function Line({ x, y, width }: At & { width: number }) {
  return <rect x={x} y={y - 6} width={width} height={5} rx={2.5} className="fill-line" />;
}

export function Field({
  x,
  y,
  width,
  label,
  value,
}: At & { width: number; label: string; value?: string }) {
  return (
    <>
      <Text x={x} y={y}>
        {label}
      </Text>
      <rect
        x={x}
        y={y + 5}
        width={width}
        height={20}
        rx={3}
        className="fill-paper stroke-line-field"
      />
      {value ? (
        <Text x={x + 7} y={y + 19} size={11} isMuted>
          {value}
        </Text>
      ) : null}
    </>
  );
}

export function CheckBox({ x, y, isTicked }: At & { isTicked: boolean }) {
  return (
    <>
      <rect
        x={x}
        y={y - 10}
        width={12}
        height={12}
        rx={2}
        className={isTicked ? "fill-accent stroke-accent" : "fill-paper stroke-line-field"}
      />
      {isTicked ? (
        <path
          d={`M${x + 2.5} ${y - 4} l3 3 l4.5 -6`}
          strokeWidth={1.8}
          className="fill-transparent stroke-on-accent"
        />
      ) : null}
    </>
  );
}

export function Button({
  x,
  y,
  width,
  label,
  isMain = false,
}: At & { width: number; label: string; isMain?: boolean }) {
  return (
    <>
      <rect
        x={x}
        y={y}
        width={width}
        height={24}
        rx={4}
        className={isMain ? "fill-accent stroke-accent" : "fill-card stroke-line-strong"}
      />
      <text
        x={x + width / 2}
        y={y + 16}
        fontSize={12}
        fontWeight={600}
        textAnchor="middle"
        className={isMain ? "fill-on-accent" : "fill-ink"}
      >
        {label}
      </text>
    </>
  );
}

/** What matters: a frame, and a number where the words below it count. */
export function Mark({ x, y, width, height, number }: Box & { number?: number }) {
  return (
    <>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={5}
        strokeWidth={2}
        className="fill-transparent stroke-accent"
      />
      {number === undefined ? null : (
        <>
          <circle cx={x + width} cy={y} r={9} className="fill-accent" />
          <text
            x={x + width}
            y={y + 4}
            fontSize={12}
            fontWeight={700}
            textAnchor="middle"
            className="fill-on-accent"
          >
            {String(number)}
          </text>
        </>
      )}
    </>
  );
}
