import { crc32, inflateSync } from "node:zlib";

export const MAX_LOGO_BYTES = 64 * 1024;
/** In pixels: it is shown 32 high, on good screens with three times as many. */
const SMALLEST = 16;
const MAX_WIDTH = 1200;
const MAX_HEIGHT = 400;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** How many values make a pixel, by colour type, and with how many bits each (PNG, table 11.1). */
const colourTypes: Record<number, { values: number; bits: number[] }> = {
  0: { values: 1, bits: [1, 2, 4, 8, 16] },
  2: { values: 3, bits: [8, 16] },
  3: { values: 1, bits: [1, 2, 4, 8] },
  4: { values: 2, bits: [8, 16] },
  6: { values: 4, bits: [8, 16] },
};
/** What is kept: the picture. Text, times and whatever else a program wrote is left out. */
const KEPT = new Set(["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"]);
/** The passes of an interlaced picture: first row, every so many rows, first column, every so many. */
const PASSES = [
  [0, 8, 0, 8],
  [0, 8, 4, 8],
  [4, 8, 0, 4],
  [0, 4, 2, 4],
  [2, 4, 0, 2],
  [0, 2, 1, 2],
  [1, 2, 0, 1],
] as const;

export type PngVerdict =
  | { ok: true; png: Buffer; width: number; height: number }
  | { ok: false; problem: string };

type Chunk = { type: string; data: Buffer };

/**
 * Whether bytes are a whole picture in PNG of a size that fits a page's header. Reads it to the last
 * byte: each part with its checksum, and the pixels themselves. Returns the picture without anything else
 * that stood in the file.
 */
export function readPng(bytes: Buffer): PngVerdict {
  if (bytes.length === 0) return no("Choose a picture first.");
  if (bytes.length > MAX_LOGO_BYTES) return no("The picture is larger than 64 kB.");
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) {
    return no("This is no PNG. Save the logo as PNG, then choose it again.");
  }
  const chunks = chunksOf(bytes);
  const header = chunks && headerOf(chunks);
  if (!chunks || !header) return no(BROKEN);
  const { width, height } = header;
  if (width < SMALLEST || height < SMALLEST || width > MAX_WIDTH || height > MAX_HEIGHT) {
    return no(
      `The picture is ${width} by ${height} pixels. It has to be at least ${SMALLEST} by ${SMALLEST}, and at most ${MAX_WIDTH} wide and ${MAX_HEIGHT} high.`,
    );
  }
  if (!hasPixels(chunks, header)) return no(BROKEN);
  const kept = chunks.filter(({ type }) => KEPT.has(type)).map(written);
  return { ok: true, png: Buffer.concat([SIGNATURE, ...kept]), width, height };
}

const BROKEN = "The picture is damaged or not complete. Save it as PNG again.";
const no = (problem: string): PngVerdict => ({ ok: false, problem });

/** The parts of the file in their order; null when one is broken, or something follows the last. */
function chunksOf(bytes: Buffer): Chunk[] | null {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) return null;
    const typed = bytes.subarray(at + 4, end - 4);
    if (crc32(typed) !== bytes.readUInt32BE(end - 4)) return null;
    const type = typed.toString("latin1", 0, 4);
    chunks.push({ type, data: typed.subarray(4) });
    if (type === "IEND") return end === bytes.length && length === 0 ? chunks : null;
    at = end;
  }
  return null;
}

type Header = { width: number; height: number; bitsPerPixel: number; isInterlaced: boolean };

function headerOf(chunks: Chunk[]): Header | null {
  const [first, ...others] = chunks;
  if (first?.type !== "IHDR" || first.data.length !== 13) return null;
  if (others.some(({ type }) => type === "IHDR")) return null;
  const { data } = first;
  const [bits = 0, colour = 0, compression, filter, interlace] = data.subarray(8);
  const known = Object.hasOwn(colourTypes, colour) ? colourTypes[colour] : undefined;
  if (!known?.bits.includes(bits) || compression !== 0 || filter !== 0) return null;
  if (interlace !== 0 && interlace !== 1) return null;
  const palette = chunks.find(({ type }) => type === "PLTE")?.data.length ?? 0;
  if (colour === 3 && (palette === 0 || palette % 3 !== 0 || palette > 768)) return null;
  return {
    width: data.readUInt32BE(0),
    height: data.readUInt32BE(4),
    bitsPerPixel: known.values * bits,
    isInterlaced: interlace === 1,
  };
}

/** Whether the packed pixels are all there, and no more than there should be. */
function hasPixels(chunks: Chunk[], header: Header): boolean {
  const packed = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const expected = bytesOf(header);
  try {
    const pixels = inflateSync(Buffer.concat(packed), { maxOutputLength: expected + 1 });
    return pixels.length === expected;
  } catch {
    return false;
  }
}

/** Bytes of the unpacked pixels: each row begins with one that names its filter. */
function bytesOf({ width, height, bitsPerPixel, isInterlaced }: Header): number {
  const area = (columns: number, rows: number) =>
    columns === 0 || rows === 0 ? 0 : rows * (1 + Math.ceil((columns * bitsPerPixel) / 8));
  if (!isInterlaced) return area(width, height);
  return PASSES.reduce((sum, [row, everyRow, column, everyColumn]) => {
    const columns = Math.ceil(Math.max(0, width - column) / everyColumn);
    return sum + area(columns, Math.ceil(Math.max(0, height - row) / everyRow));
  }, 0);
}

function written({ type, data }: Chunk): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const chunk = Buffer.alloc(typed.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  typed.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(typed), chunk.length - 4);
  return chunk;
}
