package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * One complete answer of each kind, compared with the files in {@code golden/http}: the status
 * line, the headers sorted by name, the body. Numbers that differ between runs are masked.
 */
final class GoldenAnswersTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/http");
  private static final boolean IS_UPDATE = Boolean.getBoolean("golden.update");

  /** An answer: its file, what the upstream does with each attempt, and what the caller sends. */
  record Kind(String name, String behaviour, String request) {
    static Kind get(String name, String behaviour, String target) {
      return new Kind(name, behaviour, RawCaller.head("GET", target));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Kind> KINDS =
      List.of(
          Kind.get("all", "ok@1ms", "/api/all?timeout=30000"),
          Kind.get("all-deadline", "hang@0ms", "/api/all?timeout=200"),
          Kind.get("all-upstream-failed", "status:502@0ms", "/api/all?timeout=30000"),
          Kind.get("first-too-large", "oversized:70000@0ms", "/api/first?timeout=30000"),
          Kind.get("first-bad-payload", "body:<html>@0ms", "/api/first?timeout=30000"),
          Kind.get("first-connection-lost", "reset-before@0ms", "/api/first?timeout=30000"),
          Kind.get("first-deadline", "stall@0ms", "/api/first?timeout=200"),
          Kind.get("within-timeout", "ok@1ms", "/api/within-timeout?timeout=30000"),
          Kind.get("within-timeout-empty", "hang@0ms", "/api/within-timeout?timeout=200"),
          Kind.get("smart", "ok@1ms", "/api/smart?timeout=30000"),
          Kind.get("smart-bare", "ok@1ms", "/api/smart?timeout=30000&envelope=false"),
          Kind.get("smart-upstream-failed", "body:{}@0ms", "/api/smart?timeout=30000"),
          Kind.get("bad-timeout", "ok@0ms", "/api/first?timeout=abc"),
          Kind.get("missing-timeout", "ok@0ms", "/api/first"),
          Kind.get("repeated-timeout", "ok@0ms", "/api/first?timeout=5&timeout=6"),
          Kind.get("bad-envelope", "ok@0ms", "/api/smart?timeout=30000&envelope=no"),
          Kind.get("bad-query", "ok@0ms", "/api/first?timeout=%zz"),
          Kind.get("not-found", "ok@0ms", "/api/last"),
          new Kind("method-not-allowed", "ok@0ms", RawCaller.head("POST", "/api/first")),
          new Kind(
              "body-not-accepted",
              "ok@0ms",
              "GET / HTTP/1.1\r\nhost: hedgerow\r\ncontent-length: 1\r\n\r\nx"),
          new Kind("malformed-request", "ok@0ms", "nonsense\r\n\r\n"),
          Kind.get("uri-too-long", "ok@0ms", "/" + "x".repeat(5000)),
          new Kind(
              "headers-too-large",
              "ok@0ms",
              "GET / HTTP/1.1\r\nx: " + "y".repeat(9000) + "\r\n\r\n"),
          new Kind(
              "missing-host", "ok@0ms", "GET /api/first?timeout=1000 HTTP/1.1\r\nx: y\r\n\r\n"),
          Kind.get("problems-page", "ok@0ms", "/problems"),
          Kind.get("start", "ok@0ms", "/"),
          new Kind(
              "start-page",
              "ok@0ms",
              "GET / HTTP/1.1\r\nhost: hedgerow\r\naccept: text/html\r\n\r\n"));

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @AfterAll
  static void assertNoOtherFiles() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      KINDS.stream().map(Kind::name), Stream.of("head", "smart-hedged", "leaving"))
                  .map(name -> name + ".txt")
                  .toList());
    }
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void answer_ofEachKind_matchesItsFile(Kind kind) throws Exception {
    GATEWAY.always(kind.behaviour());
    try (RawCaller caller = GATEWAY.newCaller()) {
      assertMatches(kind.name(), caller.send(kind.request()).read());
    }
  }

  @Test
  void answer_toAHead_matchesItsFile() throws Exception {
    GATEWAY.always("ok@1ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse answer = caller.request("HEAD", "/api/all?timeout=30000").readHead();

      assertMatches("head", answer);
    }
  }

  @Test
  void answer_ofASmartRaceWithHedges_matchesItsFile() throws Exception {
    GATEWAY.script("ok@900ms", "hang@0ms", "hang@0ms");

    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&envelope=false");

    assertMatches("smart-hedged", answer);
  }

  /** The answer closes the connection. */
  @Test
  void answer_whileShuttingDown_matchesItsFile() throws Exception {
    RunningGateway closing = RunningGateway.start();
    try (RawCaller caller = closing.newCaller()) {
      closing.always("ok@500ms");
      caller.get("/api/all?timeout=30000");
      assertEventually(() -> closing.counts().working(), 3L);

      CompletableFuture<Void> closed = CompletableFuture.runAsync(closing.gateway()::close);

      assertMatches("leaving", caller.read());
      closed.get(20, TimeUnit.SECONDS);
    } finally {
      closing.simulator().close();
    }
  }

  private static void assertMatches(String name, RawResponse answer) throws IOException {
    Path file = FOLDER.resolve(name + ".txt");
    String actual = masked(answer);
    if (IS_UPDATE) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, actual);
    }
    assertThat(file).as("no such file: run the tests with -Dgolden.update=true").exists();
    assertThat(actual)
        .as("%s: if the new answer is meant, run the tests with -Dgolden.update=true", file)
        .isEqualTo(Files.readString(file));
  }

  private static String masked(RawResponse answer) {
    String body =
        answer
            .body()
            .replaceAll("\"(startMs|durationMs)\":[0-9]+\\.[0-9]", "\"$1\":<ms>")
            .replaceFirst("^\\{\"time\": [0-9]+, \"api\"", "{\"time\": <ms>, \"api\"");
    StringBuilder text =
        new StringBuilder(
            "%s %d %s\n".formatted(answer.protocol(), answer.status(), answer.statusText()));
    answer
        .headers()
        .forEach(
            (header, value) -> {
              boolean isVolatile = header.equals("content-length") && !body.equals(answer.body());
              text.append(header)
                  .append(": ")
                  .append(
                      isVolatile
                          ? "<bytes>"
                          : header.equals("date")
                              ? "<date>"
                              : value.replaceAll("(dur|start)=[0-9]+\\.[0-9]", "$1=<ms>"))
                  .append('\n');
            });
    return text.append('\n').append(body).append('\n').toString();
  }
}
