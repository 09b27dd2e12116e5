import { decodeQR } from "qr/decode.js";
import { expect, test } from "vitest";
import { qrPath } from "./qr-path";

test("a QR code reads back, with four light modules around it", () => {
  const text = `otpauth://totp/AcuCoders:nora%40acucoders.test?secret=${"A".repeat(32)}&issuer=AcuCoders`;
  const { size, path } = qrPath(text);
  const dark = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  const places = dark.flat();
  expect([Math.min(...places), Math.max(...places)]).toEqual([4, size - 5]);
  const scale = 4;
  const data = new Uint8Array((size * scale) ** 2 * 4).fill(255);
  for (const [x = 0, y = 0] of dark) {
    for (let dy = 0; dy < scale; dy += 1) {
      const start = ((y * scale + dy) * size * scale + x * scale) * 4;
      for (let dx = 0; dx < scale; dx += 1) data.fill(0, start + dx * 4, start + dx * 4 + 3);
    }
  }
  expect(decodeQR({ width: size * scale, height: size * scale, data })).toBe(text);
});
