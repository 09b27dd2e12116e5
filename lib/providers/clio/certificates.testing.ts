import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

// Certificates for tests, written byte by byte: Node makes keys and signatures, but no X.509, and a
// test should need no program of the machine's.

const DAY_MS = 24 * 60 * 60 * 1000;
/** ecdsa-with-SHA256 (1.2.840.10045.4.3.2). */
const ECDSA_SHA256 = Buffer.from("300a06082a8648ce3d040302", "hex");
const COMMON_NAME = Buffer.from("0603550403", "hex");
const BASIC_CONSTRAINTS = Buffer.from("0603551d13", "hex");
const ALTERNATIVE_NAMES = Buffer.from("0603551d11", "hex");

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const nameOf = (text: string) =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(text)))));
const time = (at: number) => {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, "");
  return der(0x18, Buffer.from(text));
};

type Signer = { name: string; key: KeyObject };
type Wish = { name: string; host?: string; endsAt?: number; signer?: Signer };

/** A certificate as PEM with its key; signed by itself without a signer, and then an authority. */
export function certificate({ name, host, endsAt = Date.now() + DAY_MS, signer }: Wish) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extension = host
    ? sequence(ALTERNATIVE_NAMES, der(0x04, sequence(der(0x82, Buffer.from(host)))))
    : sequence(BASIC_CONSTRAINTS, der(0x04, sequence(der(0x01, Buffer.from([255])))));
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_SHA256,
    nameOf(signer?.name ?? name),
    sequence(time(endsAt - 30 * DAY_MS), time(endsAt)),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign("sha256", body, signer?.key ?? privateKey);
  const whole = sequence(body, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature));
  const lines = (whole.toString("base64").match(/.{1,64}/g) ?? []).join("\n");
  return {
    name,
    key: privateKey,
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
