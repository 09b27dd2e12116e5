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
  projects: [
    { name: "e2e", testIgnore: "dev/**", outputDir: "test-results/e2e" },
    {
      // Pages that only the development server has. It builds each when it is asked for.
      name: "dev",
      testMatch: "dev/**",
      outputDir: "test-results/e2e-dev",
      expect: { timeout: 30_000 },
    },
  ],
  use: {
    baseURL: process.env.E2E_PORTAL_URL,
    launchOptions: { executablePath: findChromium() },
    // A control that cannot be used fails its step within this, not at the end of the test.
    actionTimeout: 10_000,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
