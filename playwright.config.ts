import { defineConfig } from "playwright/test";
import { findChromium } from "./scripts/chromium";

/** `npm test` starts the portal and the sandbox for each project, and says here where they are. */
export default defineConfig({
  testDir: "e2e",
  // The journeys share one sandbox, whose faults and clock are for everybody.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // Four looks at a page with axe take their time on a busy machine.
  timeout: 120_000,
  outputDir: process.env.E2E_OUTPUT ?? "test-results/e2e",
  projects: [
    { name: "e2e", testIgnore: ["dev/**", "afterwards/**"] },
    // What all journeys have left behind.
    { name: "afterwards", testMatch: "afterwards/**" },
    // Pages that only the development server has. It builds each when it is asked for.
    { name: "dev", testMatch: "dev/**", expect: { timeout: 30_000 } },
  ],
  use: {
    baseURL: process.env.E2E_PORTAL_URL,
    launchOptions: { executablePath: findChromium() },
    // A control that cannot be used fails its step within this, not at the end of the test.
    actionTimeout: 10_000,
    screenshot: "only-on-failure",
    // Recording costs time and disk: `E2E_TRACE=retain-on-failure npm test -- --only e2e keys`.
    trace: process.env.E2E_TRACE === "retain-on-failure" ? "retain-on-failure" : "off",
  },
});
