package io.hedgerow.gateway.testing;

import io.hedgerow.testing.Http2Frame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A caller on one HTTP/2 connection by prior knowledge, frame by frame. */
public final class RawHttp2Caller implements AutoCloseable {
  private final Socket socket = new Socket();

  public RawHttp2Caller(int port) throws IOException {
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(Http2Frame.PREFACE.getBytes(StandardCharsets.US_ASCII));
    write(Http2Frame.SETTINGS, 0, 0, new byte[0]);
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
    socket.getOutputStream().write(Http2Frame.bytes(type, flags, stream, payload));
  }

  /** The error code of the server's GOAWAY. */
  public int readError() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    Http2Frame frame = Http2Frame.read(in);
    while (frame.type() != Http2Frame.GOAWAY) {
      frame = Http2Frame.read(in);
    }
    return frame.payload().getInt(4);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
