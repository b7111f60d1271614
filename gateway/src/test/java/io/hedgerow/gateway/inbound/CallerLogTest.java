package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawHttp2Caller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.testing.Http2Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers write nothing into the log, whatever they send and however they leave. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CallerLogTest {
  private static final int ROUNDS = 1000;

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  private interface Round {
    void run() throws IOException;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "[", "a:99999", "@", "a/b"})
  void http2Authority_brokenAndThenAClose_logsNothing(String authority) throws Exception {
    byte[] head = headWithAuthority(authority);
    assertLogsNothing(
        ROUNDS / 5,
        () -> {
          try (RawHttp2Caller caller = new RawHttp2Caller(GATEWAY.gateway().port())) {
            caller.write(
                Http2Frame.HEADERS, Http2Frame.END_HEADERS | Http2Frame.END_STREAM, 1, head);
          }
        });
  }

  @Test
  void http2Authority_brokenInAnIncompleteRequestAndThenAClose_logsNothing() throws Exception {
    byte[] head = headWithAuthority("a b");
    assertLogsNothing(
        ROUNDS,
        () -> {
          try (RawHttp2Caller caller = new RawHttp2Caller(GATEWAY.gateway().port())) {
            caller.write(Http2Frame.HEADERS, Http2Frame.END_HEADERS, 1, head);
          }
        });
  }

  @Test
  void http2Authority_brokenAndThenAConnectionError_logsNothing() throws Exception {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int flags = Http2Frame.END_HEADERS | Http2Frame.END_STREAM;
    frames.writeBytes(Http2Frame.bytes(Http2Frame.HEADERS, flags, 1, headWithAuthority("a b")));
    // A PING of the wrong size is a connection error.
    frames.writeBytes(Http2Frame.bytes(Http2Frame.PING, 0, 0, new byte[1]));
    assertLogsNothing(
        ROUNDS / 5,
        () -> {
          try (RawHttp2Caller caller = new RawHttp2Caller(GATEWAY.gateway().port())) {
            caller.write(frames.toByteArray());
            caller.readToEnd();
          }
        });
  }

  @Test
  void pipelinedRequest_andThenAReset_logsNothing() throws Exception {
    GATEWAY.always("hang@0ms");
    String head = RawCaller.head("GET", "/api/first?timeout=30000");
    assertLogsNothing(
        ROUNDS,
        () -> {
          try (RawCaller caller = GATEWAY.newCaller()) {
            caller.send(head + head).abort();
          }
        });
  }

  private static void assertLogsNothing(int rounds, Round round) throws IOException {
    try (LogCapture netty = new LogCapture("io.netty");
        LogCapture vertx = new LogCapture("io.vertx");
        LogCapture ours = new LogCapture("io.hedgerow")) {
      for (int i = 0; i < rounds; i++) {
        round.run();
      }
      assertEventually(() -> GATEWAY.gateway().load().callers().connections(), 0);
      GATEWAY.assertAtRest();

      assertThat(Stream.of(netty, vertx, ours).flatMap(log -> log.lines().stream()).distinct())
          .isEmpty();
    }
  }

  /** GET with an authority of its own: RFC 7541, appendix A. */
  private static byte[] headWithAuthority(String authority) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(RawHttp2Caller.get("/api/first"));
    block.write(0x01); // :authority, to be read
    block.write(authority.length());
    block.writeBytes(authority.getBytes(StandardCharsets.US_ASCII));
    return block.toByteArray();
  }
}
