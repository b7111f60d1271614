package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;
import static io.hedgerow.testing.Http2Frame.CANCEL;
import static io.hedgerow.testing.Http2Frame.CONTINUATION;
import static io.hedgerow.testing.Http2Frame.DATA;
import static io.hedgerow.testing.Http2Frame.END_HEADERS;
import static io.hedgerow.testing.Http2Frame.END_STREAM;
import static io.hedgerow.testing.Http2Frame.ENHANCE_YOUR_CALM;
import static io.hedgerow.testing.Http2Frame.GOAWAY;
import static io.hedgerow.testing.Http2Frame.HEADERS;
import static io.hedgerow.testing.Http2Frame.PING;
import static io.hedgerow.testing.Http2Frame.PROTOCOL_ERROR;
import static io.hedgerow.testing.Http2Frame.RST_STREAM;
import static io.hedgerow.testing.Http2Frame.SETTINGS;
import static io.hedgerow.testing.Http2Frame.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawHttp2Caller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.testing.Http2Frame;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Callers that flood the server with frames that HTTP/2 allows: their connection is closed, others
 * are served, and nothing is left over.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class Http2FloodTest {
  /** More frames than any server should tolerate; ends a failing test. */
  private static final int MANY = 2_000_000;

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  /** Writes one batch of the flood. */
  private interface Flood {
    void write(RawHttp2Caller caller, int round) throws IOException;
  }

  @BeforeEach
  void hang() {
    GATEWAY.always("hang@0ms");
  }

  @Test
  void resets_ofStreamsJustOpened_endTheConnectionAndTheirAttempts() throws Exception {
    int error =
        errorAfter(
            (caller, round) -> {
              int stream = 2 * round + 1;
              caller.write(
                  HEADERS, END_HEADERS | END_STREAM, stream, RawHttp2Caller.get("/api/all"));
              caller.write(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
            });

    assertThat(error).isEqualTo(ENHANCE_YOUR_CALM);
    assertEventually(() -> GATEWAY.counts().working(), 0L);
    assertThat(GATEWAY.counts().asked()).isLessThanOrEqualTo(3 * 201);
    assertOthersAreServed();
  }

  @Test
  void heads_followedByABody_startNothingAndEndTheConnection() throws Exception {
    int rounds = 0;
    try (RawHttp2Caller caller = new RawHttp2Caller(GATEWAY.gateway().port())) {
      Http2Frame frame;
      do {
        int stream = 2 * rounds++ + 1;
        try {
          caller.write(HEADERS, END_HEADERS, stream, RawHttp2Caller.get("/api/all"));
          caller.write(DATA, 0, stream, new byte[1]);
        } catch (IOException e) {
          // It has closed the connection; what it sent before can still be read.
        }
        do {
          frame = caller.readFrame();
        } while (frame.type() != RST_STREAM && frame.type() != GOAWAY);
      } while (frame.type() != GOAWAY && rounds < 1000);

      assertThat(frame.type()).isEqualTo(GOAWAY);
      assertThat(frame.payload().getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
    }
    assertThat(rounds).isBetween(200, 202);
    assertThat(GATEWAY.counts().asked()).isZero();
    assertOthersAreServed();
  }

  @Test
  void streams_thatTheServerMustReset_endTheConnectionAndTheirAttempts() throws Exception {
    int error =
        errorAfter(
            (caller, round) -> {
              int stream = 2 * round + 1;
              caller.get(stream, "/api/all");
              caller.write(WINDOW_UPDATE, 0, stream, new byte[4]);
            });

    assertThat(error).isEqualTo(ENHANCE_YOUR_CALM);
    assertThat(GATEWAY.counts().asked()).isLessThanOrEqualTo(3 * 201);
    assertOthersAreServed();
  }

  @Test
  void continuations_withoutEnd_endTheConnection() throws Exception {
    int error = errorAfter(opened(END_STREAM, CONTINUATION, new byte[0]));

    assertThat(error).isEqualTo(ENHANCE_YOUR_CALM);
    assertThat(GATEWAY.counts().asked()).isZero();
    assertOthersAreServed();
  }

  @Test
  void headers_withoutEnd_endTheConnection() throws Exception {
    // A field that is never indexed: its name is "x", its value 10,000 bytes.
    byte[] field = new byte[3 + 3 + 10_000];
    field[1] = 1;
    field[2] = 'x';
    field[3] = 0x7f;
    field[4] = (byte) (0x80 | ((10_000 - 127) & 0x7f));
    field[5] = (byte) ((10_000 - 127) >> 7);
    int error = errorAfter(opened(END_STREAM, CONTINUATION, field));

    assertThat(error).isEqualTo(PROTOCOL_ERROR);
    assertThat(GATEWAY.counts().asked()).isZero();
    assertOthersAreServed();
  }

  @Test
  void data_thatIsEmpty_endsTheConnection() throws Exception {
    int error = errorAfter(opened(END_HEADERS, DATA, new byte[0]));

    assertThat(error).isEqualTo(ENHANCE_YOUR_CALM);
    assertOthersAreServed();
  }

  @Test
  void settingsAndPings_whoseAnswersNobodyReads_endTheConnection() throws Exception {
    assertEndsUnread(
        (caller, round) -> {
          caller.write(PING, 0, 0, new byte[8]);
          if (round % 8 == 0) {
            caller.write(SETTINGS, 0, 0, new byte[0]);
          }
        });
  }

  /** Opens a stream and sends the same frame on it repeatedly. */
  private static Flood opened(int flags, int type, byte[] payload) {
    return (caller, round) -> {
      if (round == 0) {
        caller.write(HEADERS, flags, 1, RawHttp2Caller.get("/api/all"));
      } else {
        caller.write(type, 0, 1, payload);
      }
    };
  }

  /** Floods until the server closes the connection; returns the error that it sent. */
  private static int errorAfter(Flood flood) throws IOException {
    try (RawHttp2Caller caller = new RawHttp2Caller(GATEWAY.gateway().port())) {
      try {
        // Little enough for the socket buffers, because the server no longer reads.
        for (int round = 0; round < 1000; round++) {
          flood.write(caller, round);
        }
      } catch (IOException e) {
        // It has closed the connection; what it sent before can still be read.
      }
      return caller.readError();
    }
  }

  private static void assertEndsUnread(Flood flood) throws Exception {
    int round = 0;
    try (RawHttp2Caller caller = new RawHttp2Caller(GATEWAY.gateway().port())) {
      while (round < MANY) {
        flood.write(caller, round++);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("Connection reset( by peer)?|Broken pipe");
    }
    assertThat(round).isLessThan(MANY);
    assertOthersAreServed();
  }

  private static void assertOthersAreServed() throws Exception {
    GATEWAY.always("ok@0ms");
    GATEWAY.get("/api/first?timeout=30000").assertOk("{\"time\": 0}");
    GATEWAY.assertAtRest();
  }
}
