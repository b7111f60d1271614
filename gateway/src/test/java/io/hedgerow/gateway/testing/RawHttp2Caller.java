package io.hedgerow.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A caller on one HTTP/2 connection by prior knowledge, frame by frame. */
public final class RawHttp2Caller implements AutoCloseable {
  // RFC 9113, sections 6 and 7.
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;
  public static final int PROTOCOL_ERROR = 1;
  public static final int CANCEL = 8;
  public static final int ENHANCE_YOUR_CALM = 11;

  public static final int WINDOW_UPDATE = 8;
  public static final int NO_ERROR = 0;
  public static final int INITIAL_WINDOW_SIZE = 4;

  private final Socket socket = new Socket();

  public RawHttp2Caller(int port) throws IOException {
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
  public static byte[] get(String path) {
    String target = path + "?timeout=60000";
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x82); // :method: GET
    block.write(0x86); // :scheme: http
    block.write(0x04); // :path, to be read
    block.write(target.length());
    block.writeBytes(target.getBytes(StandardCharsets.US_ASCII));
    return block.toByteArray();
  }

  public void write(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(frame);
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** The error code of the server's GOAWAY. */
  public int readError() throws IOException {
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
