/**
 * How Node runs the machine's door. Left alone, V8 keeps the room that a burst of requests needed, two to
 * three times what the door holds; measured by `npm run bench -- memory`. package.json, compose.yaml and
 * the pages for operators say the same (scripts/start-one.test.ts).
 */
export const MACHINE_FLAGS = ["--max-semi-space-size=16", "--max-old-space-size=160"];
