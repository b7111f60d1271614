# Hedgerow, built from source, on a Java runtime with only the modules it needs:
#   docker build -t hedgerow .
#   docker run --rm -p 8000:8000 --read-only hedgerow --upstream.url=https://host/api/work
# Behind a proxy with its own certificate authority, give Maven a trust store that contains that
# authority:
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
      org.opencontainers.image.description="HTTP gateway that races requests to an upstream with high tail latency" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="docker.io/library/debian:trixie-slim"
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/hedgerow /opt/hedgerow
COPY deploy/container/healthy /opt/hedgerow/bin/
# The management port listens on every address of the container, so that probes and Prometheus can
# reach it. It has no access control for reading: never publish port 8001. Changes through it need
# HEDGEROW_MANAGEMENT_TOKEN (docs/OPERATIONS.md).
ENV JAVA_HOME=/opt/java \
    JAVA_OPTS="-XX:MaxRAMPercentage=50" \
    HEDGEROW_MANAGEMENT_HOST=0.0.0.0
EXPOSE 8000 8001
# A numeric user, so that Kubernetes can verify that it is not root.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=2s --start-period=15s --retries=3 \
    CMD ["/opt/hedgerow/bin/healthy"]
# The launcher execs the JVM, so SIGTERM reaches the gateway and drains it.
ENTRYPOINT ["/opt/hedgerow/bin/hedgerow"]
