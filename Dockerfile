# The program in an image: built where npm is, run where there is nothing but Node, a shell for its guards, and the bundle.

FROM node:20.20.2-bookworm-slim AS base

FROM base AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY build.mjs tsconfig.json ./
COPY build build
# What is built is run, so that it starts with code that is compiled already.
COPY bin bin
COPY src src
RUN npm run build

# npm, yarn and headers stay behind: nothing here needs them, and each has its own weaknesses.
FROM base AS runtime
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/share /opt/* /root/.npm \
  && find /usr/local/bin -mindepth 1 -not -name node -delete \
  # A volume takes over whose its place is.
  && install -d -o 65532 -g 65532 /certs /data

# From scratch, so that what was removed is not carried along in a layer below.
FROM scratch
COPY --from=runtime / /
COPY package.json /app/
COPY bin /app/bin
COPY --from=build /build/dist /app/dist
ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production
# Nobody in particular: no name, no home, no right to write anywhere.
USER 65532:65532
WORKDIR /app
# The bench's scrape endpoint; the API and the transport of a service.
EXPOSE 9460 8080 7400
ENTRYPOINT ["node", "/app/bin/gossipscope"]
CMD ["bench"]
