import { defineConfig } from "playwright/test";
import { findChromium } from "./scripts/chromium";

/** A machine may be many times slower than another: who waits longer than this waits for nothing. */
const HANGS = { timeout: 30_000 };

/** `npm test` starts the portal and the sandbox for each project, and says here where they are. */
export default defineConfig({
  testDir: "e2e",
  // The journeys share one sandbox, whose faults and clock are for everybody.
  workers: 1,
  // On a machine of unknown speed what fails is tried once more, and listed as flaky when it then holds.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  // Four looks at a page with axe take their time on a busy machine.
  timeout: 300_000,
  outputDir: process.env.E2E_OUTPUT ?? "test-results/e2e",
  projects: [
    { name: "e2e", testIgnore: ["dev/**", "afterwards/**"], expect: HANGS },
    // What all journeys have left behind.
    { name: "afterwards", testMatch: "afterwards/**", expect: HANGS },
    // Pages that only the development server has. It builds each when it is asked for.
    { name: "dev", testMatch: "dev/**", expect: HANGS },
  ],
  use: {
    baseURL: process.env.E2E_PORTAL_URL,
    launchOptions: { executablePath: findChromium() },
    // A control that cannot be used fails its step within this, not at the end of the test.
    actionTimeout: 45_000,
    screenshot: "only-on-failure",
    // Recording costs time and disk: `E2E_TRACE=retain-on-failure npm test -- --only e2e keys`.
    trace: process.env.E2E_TRACE === "retain-on-failure" ? "retain-on-failure" : "off",
  },
});
