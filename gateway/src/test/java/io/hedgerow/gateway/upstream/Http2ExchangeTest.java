package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.testing.Http2Frame;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of an HTTP/2 upstream other than its answer: interim answers and pushes. */
final class Http2ExchangeTest {
  private static final String SUCCESS = "1 succeeded: {\"time\": 7}";
  private static final String NOT_HTTP = "1 connection-lost: not HTTP before the answer";

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103, 199})
  void interimAnswer_anyNumber_isSkipped(int status) throws IOException {
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  while (true) {
                    int stream = frames.readRequest();
                    frames.writeHead(stream, status, 0);
                    frames.writeHead(stream, status, 0);
                    frames.answer(stream);
                  }
                });
        ClientBench bench = bench(upstream)) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
      assertThat(bench.ask()).isEqualTo(SUCCESS);
      assertThat(upstream.connections()).isEqualTo(1);
      bench.assertAtRest();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102})
  void interimAnswer_endsTheStream_failsAndKeepsTheConnection(int status) throws IOException {
    assertMalformed(status, Http2Frame.END_STREAM);
  }

  @Test
  void switchingProtocols_failsAndKeepsTheConnection() throws IOException {
    assertMalformed(101, 0);
  }

  private static void assertMalformed(int status, int flags) throws IOException {
    Queue<String> resets = new ConcurrentLinkedQueue<>();
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  frames.writeHead(frames.readRequest(), status, flags);
                  resets.add(frames.readReset());
                  frames.answer(frames.readRequest());
                  connection.awaitEnd();
                });
        ClientBench bench = bench(upstream)) {
      assertThat(bench.ask()).isEqualTo(NOT_HTTP);
      assertThat(bench.ask()).isEqualTo(SUCCESS);
      assertThat(resets).hasSize(1).first().asString().endsWith(": " + Http2Frame.PROTOCOL_ERROR);
      assertThat(upstream.connections()).isEqualTo(1);
      bench.assertAtRest();
    }
  }

  @Test
  void settings_sayThatNothingMayBePushed() throws IOException {
    Queue<Buffer> settings = new ConcurrentLinkedQueue<>();
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  settings.add(frames.clientSettings());
                  frames.answer(frames.readRequest());
                  connection.awaitEnd();
                });
        ClientBench bench = bench(upstream)) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
      assertThat(setting(settings.element(), Http2Frame.ENABLE_PUSH)).isZero();
    }
  }

  /** The default windows of 64 KiB limit a connection to 6 MB/s at a round trip of 10 ms. */
  @Test
  void windows_letTheUpstreamSendAhead() throws IOException {
    Queue<Long> windows = new ConcurrentLinkedQueue<>();
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  windows.add(setting(frames.clientSettings(), Http2Frame.INITIAL_WINDOW_SIZE));
                  windows.add(65_535L + frames.readWindowUpdate());
                  frames.answer(frames.readRequest());
                  connection.awaitEnd();
                });
        ClientBench bench = bench(upstream)) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
      assertThat(windows).containsExactly(1024L * 1024, 16L * 1024 * 1024);
    }
  }

  /** RFC 7541, section 6.2.3: otherwise, other callers on the connection could guess them. */
  @Test
  void secrets_areNeverIndexed() throws IOException {
    Queue<Buffer> heads = new ConcurrentLinkedQueue<>();
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  while (true) {
                    Http2Frame head = frames.readHead();
                    heads.add(head.payload());
                    frames.answer(head.stream());
                  }
                });
        ClientBench bench = bench(upstream)) {
      Asked asked = Asked.any().headers("authorization", "secret", "cookie", "secret", "x", "y");
      for (int i = 0; i < 3; i++) {
        bench.ask(asked.request());
      }
      String authorization = "1f0806"; // Never indexed, name 23 of the static table, 6 bytes
      String cookie = "1f1106"; // The same with name 32.
      assertThat(heads)
          .extracting(head -> HexFormat.of().formatHex(head.getBytes()))
          .hasSize(3)
          .allSatisfy(head -> assertThat(head).contains(authorization, cookie));
    }
  }

  @Test
  void push_onAFreshConnection_failsAndEndsTheConnection() throws IOException {
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  frames.push(frames.readRequest(), 2);
                  connection.awaitEnd();
                });
        ClientBench bench = bench(upstream)) {
      assertThat(bench.ask()).isEqualTo(NOT_HTTP);
      assertEventually(upstream::ended, 1);
      assertThat(bench.retried()).isZero();
      bench.assertAtRest();
    }
  }

  /** A push ends the connection with all its attempts; those without a head are retried once. */
  @Test
  void push_onAReusedConnection_isRetriedOnceOnAFreshOne() throws IOException {
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  frames.answer(frames.readRequest());
                  frames.readRequest();
                  frames.push(frames.readRequest(), 2);
                  connection.awaitEnd();
                },
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  while (true) {
                    frames.answer(frames.readRequest());
                  }
                });
        ClientBench bench = bench(upstream)) {
      assertThat(bench.ask()).isEqualTo(SUCCESS);
      Launched one = bench.launch(1);
      Launched two = bench.launch(1);
      assertEventually(one::told, List.of(SUCCESS));
      assertEventually(two::told, List.of(SUCCESS));
      assertEventually(upstream::ended, 1);
      assertThat(bench.retried()).isEqualTo(2);
      assertThat(upstream.requests()).isEqualTo(5);
      assertThat(upstream.connections()).isEqualTo(2);
      bench.assertAtRest();
    }
  }

  /** The value of one setting: RFC 9113, section 6.5.1. */
  private static long setting(Buffer settings, int key) {
    for (int at = 0; at < settings.length(); at += 6) {
      if (settings.getUnsignedShort(at) == key) {
        return settings.getUnsignedInt(at + 2);
      }
    }
    throw new AssertionError("no setting " + key);
  }

  private static ClientBench bench(RawUpstream upstream) {
    return new ClientBench(
        ClientBench.settings(Map.of("upstream.protocol", "http2")), upstream.url());
  }
}
