package io.hedgerow.gateway.inbound;

import static io.hedgerow.gateway.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Callers that wear a server out by what HTTP/2 allows: their connection is ended, the others are
 * served, and nothing stays under way.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2FloodTest {
  // RFC 9113, sections 6 and 7.
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PROTOCOL_ERROR = 1;
  private static final int CANCEL = 8;
  private static final int ENHANCE_YOUR_CALM = 11;

  /** More than any server should bear, and a bound for a test that fails. */
  private static final int MANY = 2_000_000;

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  /** Writes the same over and over. */
  private interface Flood {
    void write(Caller caller, int round) throws IOException;
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
              caller.write(HEADERS, END_HEADERS | END_STREAM, stream, Caller.get("/api/all"));
              caller.write(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
            });

    assertThat(error).isEqualTo(ENHANCE_YOUR_CALM);
    assertEventually(() -> GATEWAY.counts().working(), 0L);
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
    // A field that is never put into the table: its name is "x", its value 10,000 bytes.
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

  /** Opens a stream, and sends the same frame on it over and over. */
  private static Flood opened(int flags, int type, byte[] payload) {
    return (caller, round) -> {
      if (round == 0) {
        caller.write(HEADERS, flags, 1, Caller.get("/api/all"));
      } else {
        caller.write(type, 0, 1, payload);
      }
    };
  }

  /** Floods until the server has ended the connection, and tells the error that it gave. */
  private static int errorAfter(Flood flood) throws IOException {
    try (Caller caller = new Caller(GATEWAY.gateway().port())) {
      try {
        // Few enough for the sockets to hold what nobody reads any more.
        for (int round = 0; round < 1000; round++) {
          flood.write(caller, round);
        }
      } catch (IOException e) {
        // It has ended the connection already; what it said before can be read.
      }
      return caller.readError();
    }
  }

  private static void assertEndsUnread(Flood flood) throws Exception {
    int round = 0;
    try (Caller caller = new Caller(GATEWAY.gateway().port())) {
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

  /** HTTP/2 by prior knowledge, frame by frame. */
  private static final class Caller implements AutoCloseable {
    private final Socket socket = new Socket();

    Caller(int port) throws IOException {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      socket
          .getOutputStream()
          .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      write(SETTINGS, 0, 0, new byte[0]);
    }

    /** GET in HPACK, by the static table where it can be: RFC 7541, appendix A. */
    static byte[] get(String path) {
      String target = path + "?timeout=60000";
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.write(0x82); // :method: GET
      block.write(0x86); // :scheme: http
      block.write(0x04); // :path, to be read
      block.write(target.length());
      block.writeBytes(target.getBytes(StandardCharsets.US_ASCII));
      return block.toByteArray();
    }

    void write(int type, int flags, int stream, byte[] payload) throws IOException {
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(frame);
      out.writeInt(payload.length << 8 | type);
      out.writeByte(flags);
      out.writeInt(stream);
      out.write(payload);
      socket.getOutputStream().write(frame.toByteArray());
    }

    /** The error code of the server's GOAWAY. */
    int readError() throws IOException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int lengthAndType = in.readInt();
        in.readFully(new byte[5]);
        int length = lengthAndType >>> 8;
        if ((lengthAndType & 0xff) == GOAWAY) {
          in.readInt();
          return in.readInt();
        }
        in.readFully(new byte[length]);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
