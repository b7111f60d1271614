# Hedgerow on a Java with only the modules it needs, built from source:
#   docker build -t hedgerow .
#   docker run --rm -p 8000:8000 --read-only hedgerow --upstream.url=https://host/api/work
# Behind a proxy with its own certificate authority, give Maven a trust store that contains it:
#   docker build --secret id=truststore,src=cacerts \
#     --build-arg MAVEN_OPTS=-Djavax.net.ssl.trustStore=/run/secrets/truststore -t hedgerow .

FROM debian:trixie-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven openjdk-25-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG MAVEN_OPTS=
RUN --mount=type=cache,target=/var/cache/maven --mount=type=secret,id=truststore \
    MAVEN_OPTS="-Dmaven.repo.local=/var/cache/maven $MAVEN_OPTS" ./hedgerow package \
    && mkdir /opt/hedgerow \
    && tar -xzf target/hedgerow-*.tar.gz --strip-components=1 -C /opt/hedgerow
RUN deploy/container/make-runtime /opt/hedgerow /opt/java
RUN JAVA_HOME=/opt/java deploy/container/make-aot-cache /opt/hedgerow

FROM debian:trixie-slim
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Hedgerow" \
      org.opencontainers.image.description="HTTP gateway that races requests to an upstream that is slow at the tail" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="docker.io/library/debian:trixie-slim"
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/hedgerow /opt/hedgerow
COPY deploy/container/healthy /opt/hedgerow/bin/
# Management listens on every address of the container: otherwise probes and Prometheus
# cannot reach it. It has no login: never publish port 8001 (docs/OPERATIONS.md).
ENV JAVA_HOME=/opt/java \
    JAVA_OPTS="-XX:MaxRAMPercentage=50" \
    HEDGEROW_MANAGEMENT_HOST=0.0.0.0
EXPOSE 8000 8001
# A number, so that Kubernetes can check that it is not root.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=2s --start-period=15s --retries=3 \
    CMD ["/opt/hedgerow/bin/healthy"]
# The launcher becomes the JVM by exec, so SIGTERM reaches the server and drains it.
ENTRYPOINT ["/opt/hedgerow/bin/hedgerow"]
