# syntax=docker/dockerfile:1
# One image for everything that runs: web, worker, machine, migrations and the operator's commands.
#   docker build -t anteroom .
#   docker run … anteroom                          the web server
#   docker run … anteroom dist/worker.mjs          the worker
#   docker run … anteroom dist/machine.mjs         the machine's door (compose.yaml has its memory flags)
#   docker run … anteroom dist/migrate.mjs         brings the tables up to date, and ends
#   docker run … anteroom dist/portal.mjs doctor   what an operator does (docs/operations.md)

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node --import tsx scripts/build.ts && rm -rf .next/cache .next/types

# What runs needs neither the tools nor the embedded PostgreSQL, which are the optional packages.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force

FROM node:24.21.0-bookworm-slim
WORKDIR /app
# Everything belongs to root and is read by somebody who may change nothing of it.
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/.next .next
COPY --from=build /app/dist dist
COPY package.json next.config.js ./
COPY drizzle drizzle
COPY deploy/health.mjs deploy/health.mjs
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    MACHINE_HOST=0.0.0.0 \
    MACHINE_PORT=3001 \
    DRAIN_SECONDS=5 \
    PORTAL_STATE_FILE=/tmp/portal-state.json \
    HEALTH_URL=http://127.0.0.1:3000/api/health/live
USER node
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "deploy/health.mjs"]
ENTRYPOINT ["node"]
CMD ["dist/web.mjs"]
