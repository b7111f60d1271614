package io.hedgerow.gateway.testing;

import io.hedgerow.testing.Http2Frame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A caller on one HTTP/2 connection by prior knowledge, frame by frame. */
public final class RawHttp2Caller implements AutoCloseable {
  // :method in the static table.
  private static final int GET = 0x82;
  private static final int POST = 0x83;

  private final Socket socket = new Socket();

  public RawHttp2Caller(int port) throws IOException {
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(Http2Frame.PREFACE.getBytes(StandardCharsets.US_ASCII));
    write(Http2Frame.SETTINGS, 0, 0, new byte[0]);
  }

  /** A caller whose window is 0, so that the server can send no body. */
  public static RawHttp2Caller withoutWindow(int port) throws IOException {
    RawHttp2Caller caller = new RawHttp2Caller(port);
    caller.write(
        Http2Frame.SETTINGS, 0, 0, new byte[] {0, Http2Frame.INITIAL_WINDOW_SIZE, 0, 0, 0, 0});
    return caller;
  }

  /** Sends a complete GET. */
  public void get(int stream, String path) throws IOException {
    write(Http2Frame.HEADERS, Http2Frame.END_HEADERS | Http2Frame.END_STREAM, stream, get(path));
  }

  /** Sends a complete GET to an endpoint with this timeout. */
  public void get(int stream, String path, int timeoutMillis) throws IOException {
    byte[] block = block(GET, path + "?timeout=" + timeoutMillis);
    write(Http2Frame.HEADERS, Http2Frame.END_HEADERS | Http2Frame.END_STREAM, stream, block);
  }

  /** Opens the window of every stream, so that the server can send bodies. */
  public void openWindow() throws IOException {
    write(
        Http2Frame.SETTINGS,
        0,
        0,
        new byte[] {0, Http2Frame.INITIAL_WINDOW_SIZE, 0, 0, (byte) 0xff, (byte) 0xff});
  }

  /** Reads until the server closes the connection in any way. */
  public void readToEnd() throws IOException {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      // A reset also ends it.
    }
  }

  /** GET in HPACK, with the static table where possible: RFC 7541, appendix A. */
  public static byte[] get(String path) {
    return block(GET, path + "?timeout=60000");
  }

  /** POST, likewise. */
  public static byte[] post(String path) {
    return block(POST, path + "?timeout=60000");
  }

  private static byte[] block(int method, String target) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(method);
    block.write(0x86); // :scheme: http
    block.write(0x04); // :path, to be read
    block.write(target.length());
    block.writeBytes(target.getBytes(StandardCharsets.US_ASCII));
    return block.toByteArray();
  }

  public void write(int type, int flags, int stream, byte[] payload) throws IOException {
    write(Http2Frame.bytes(type, flags, stream, payload));
  }

  /** Sends whole frames at once. */
  public void write(byte[] frames) throws IOException {
    socket.getOutputStream().write(frames);
  }

  public Http2Frame readFrame() throws IOException {
    return Http2Frame.read(new DataInputStream(socket.getInputStream()));
  }

  /** Skips frames of other types. */
  public Http2Frame readFrame(int type) throws IOException {
    Http2Frame frame = readFrame();
    while (frame.type() != type) {
      frame = readFrame();
    }
    return frame;
  }

  /** The error code of the server's GOAWAY. */
  public int readError() throws IOException {
    return readFrame(Http2Frame.GOAWAY).payload().getInt(4);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
