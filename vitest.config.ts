import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const elsewhere = ["**/node_modules/**", ".next/**", ".data/**", "dist/**", "e2e/**"];
/** Files that scripts/test.ts leaves out of a part; a project does not heed the command line's own. */
const leftOut = process.env.TEST_LEAVE_OUT?.split(" ") ?? [];

export default defineConfig({
  resolve: {
    alias: {
      "@": path("."),
      // Outside Next it throws by design; here lib/web is tested in plain Node.
      "server-only": path("node_modules/server-only/empty.js"),
    },
  },
  test: {
    setupFiles: [path("scripts/vitest-setup.ts")],
    pool: "forks",
    // The files of a process share its modules: loading them anew for each took longer than the tests.
    isolate: false,
    // By itself it leaves one core idle, which is half of a small machine.
    maxWorkers: "100%",
    restoreMocks: true,
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, "**/*.db.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: [...elsewhere, ...leftOut],
          globalSetup: [path("scripts/vitest-database.ts")],
          // As the journeys: playwright.config.ts.
          retry: process.env.CI ? 1 : 0,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
