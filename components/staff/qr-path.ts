import { encodeQR } from "qr";

/** Light modules around the code, without which a camera does not find it. */
const QUIET = 4;

/** A text as the dark modules of a QR code: how wide it is with its light border, and the path to fill. */
export function qrPath(text: string): { size: number; path: string } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const path = rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return { size: rows.length, path };
}
