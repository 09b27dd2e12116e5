import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface Lock {
  packages: Record<string, { version?: string; resolved?: string }>;
}

/** Package → the first version that is safe, and why. */
export type Floor = Record<string, { atLeast: string; because: string }>;

const read = (root: string, file: string): unknown =>
  JSON.parse(readFileSync(join(root, file), "utf8"));

/** Dependencies without an exact version, and installed packages below their security floor. */
export function findUnsafePackages(root: string): string[] {
  return [
    ...looseVersions(read(root, "package.json") as Manifest),
    ...belowFloor(
      read(root, "package-lock.json") as Lock,
      read(root, "security-floor.json") as Floor,
    ),
  ];
}

export function looseVersions(manifest: Manifest): string[] {
  const all = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  });
  return all
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: ${name} must be an exact version, not ${version}`);
}

/** Every copy counts, also those that other packages bring along. */
export function belowFloor(lock: Lock, floor: Floor): string[] {
  return Object.entries(floor).flatMap(([name, { atLeast, because }]) => {
    const copies = Object.entries(lock.packages).filter(([path]) =>
      path.endsWith(`node_modules/${name}`),
    );
    if (copies.length === 0) return [`security-floor.json: ${name} is not in the lock`];
    return copies
      .filter(([, { version }]) => isBelow(version ?? "0", atLeast))
      .map(([path, { version }]) => `${path} is ${version}; at least ${atLeast}: ${because}`);
  });
}

/** A lock with addresses installs only where that registry answers. */
export function findRegistryAddresses(root: string): string[] {
  const lock = read(root, "package-lock.json") as Lock;
  return Object.entries(lock.packages)
    .filter(([, { resolved }]) => resolved !== undefined)
    .map(([path]) => `package-lock.json: ${path} has a "resolved" address; remove it`);
}

export function isBelow(version: string, least: string): boolean {
  const [left, right] = [numbers(version), numbers(least)];
  const at = left.findIndex((part, index) => part !== right[index]);
  // 1.2.3-beta comes before 1.2.3.
  if (at === -1) return version.includes("-") && !least.includes("-");
  return (left[at] ?? 0) < (right[at] ?? 0);
}

const numbers = (version: string) => (version.split("-")[0] ?? "").split(".").map(Number);
