FROM node:24-bookworm-slim AS build
WORKDIR /app
# sqlite3 and bcrypt are compiled where no binary fits.
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
COPY packages/protocol/package.json packages/protocol/
COPY packages/verifier/package.json packages/verifier/
COPY packages/nest/package.json packages/nest/
COPY packages/testing/package.json packages/testing/
COPY packages/client/package.json packages/client/
COPY packages/console/package.json packages/console/
RUN npm ci
COPY bundle.mjs nest-cli.json tsconfig.json ./
COPY scripts ./scripts
COPY docs ./docs
COPY packages ./packages
COPY src ./src
RUN npm run build && npm prune --omit=dev --workspaces=false

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
# Only data/ can be written by the service.
RUN install -d -o node -g node -m 700 data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
