package io.hedgerow.benchmarks.soak;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.RoutesPrinter;
import io.hedgerow.gateway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file with the four endpoints and three more routes on two upstreams, one of which has replicas.
 * Equal requests of two routes share races. It has two versions, which differ in plans (one is in
 * shadow), in coalescing on one route, in protocol, limit and number of replicas of the upstreams,
 * and in the upstream of one route. The contract of every {@link SoakRoute} is the same in both.
 *
 * @param endpoints the four endpoints, as text of the file
 */
record SoakFile(Path path, String endpoints, String urlOne, List<String> urlsTwo) {
  static final int VERSIONS = 2;

  /** The file for these settings, which configure the upstream of the four endpoints. */
  static SoakFile of(Path path, Settings settings, String urlOne, List<String> urlsTwo) {
    String endpoints = RoutesPrinter.print(Routes.builtIn(settings), settings.upstream());
    return new SoakFile(path, endpoints, urlOne, urlsTwo);
  }

  /** Replaces the file by this version. Blocks. */
  void write(int version) throws IOException {
    Path next = path.resolveSibling("next.yaml");
    Files.move(Files.writeString(next, text(version)), path, ATOMIC_MOVE);
  }

  private String text(int version) {
    boolean isFirst = version == 0;
    return """
        upstreams:
          one: {url: "%s", connections-max: %s}
          two: {replicas: ["%s"], eject: {for: 1s}, protocol: %s}
        %s\
          product:
            path: /products/{id}
            upstream: one
            deadline: {header: Request-Timeout-Ms, default: 1s}
            plan: %s
            coalesce: %s
            success: {status: [2xx], body-max: 64KiB}
            final: [3xx]
          reviews:
            path: /products/{id}/reviews
            upstream: two
            plan: {attempts: %s, ending: all-ended}
            coalesce: true
            statuses: {deadline: 504, upstream-failed: 502}
          prices:
            path: /prices/*
            upstream: %s
            deadline: {header: Request-Timeout-Ms, default: 1s}
            plan: {attempts: 1, hedges: 2, hedge-delay: 40ms, ending: whatever-came, shadow: %s}
        """
        .formatted(
            urlOne,
            isFirst ? "1000" : "1500",
            String.join("\", \"", isFirst ? urlsTwo : urlsTwo.subList(1, urlsTwo.size())),
            isFirst ? "http1" : "http2",
            endpoints,
            isFirst
                ? "{attempts: 1, hedges: 2, hedge-delay: 30ms}"
                : "{attempts: 2, hedges: 1, hedge-delay: 60ms}",
            isFirst ? "true" : "false",
            isFirst ? "2" : "3",
            isFirst ? "one" : "two",
            isFirst ? "false" : "true");
  }
}
