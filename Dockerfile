# Encore in production: one image for the web process and the worker.
#   docker build -t encore .
#   docker run --env-file .env -p 3000:3000 encore                         # web
#   docker run --env-file .env encore node --max-semi-space-size=4 app/jobs/worker.server.ts   # worker
#   docker run --env-file .env encore npm run migrate                        # before a new version starts

FROM node:24-bookworm-slim AS build
WORKDIR /encore
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY prisma prisma
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /encore
COPY --from=build --chown=node:node /encore/package.json ./
COPY --from=build --chown=node:node /encore/node_modules node_modules
COPY --from=build --chown=node:node /encore/prisma prisma
COPY --from=build --chown=node:node /encore/app app
COPY --from=build --chown=node:node /encore/build build
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
  CMD node -e "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["node", "app/serve.server.ts"]
