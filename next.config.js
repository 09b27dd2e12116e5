/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // A title that is streamed later vanishes for a moment while the status page follows a run.
  htmlLimitedBots: /.*/,
  images: { unoptimized: true },
  // `npm run check` runs the type checker; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pino", "postgres", "nodemailer"],
  // The front says the same on every response; this holds when Next is run without it. Built files
  // keep Next's own header: a year, because their names change with their content.
  headers: () => [
    {
      source: "/((?!_next/static/).*)",
      headers: [{ key: "Cache-Control", value: "private, no-store" }],
    },
  ],
};
