package io.hedgerow.gateway.upstream;

import io.hedgerow.testing.Http2Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Any answer, valid or not, that an upstream can write over either version of HTTP.
 *
 * @param fields alternately names and values
 */
record RawAnswer(int status, List<String> fields, String body) {
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** The version of HTTP. */
  enum Version {
    HTTP1,
    HTTP2;

    /** Settings of a client that speaks it. */
    Map<String, String> settings() {
      return Map.of("upstream.protocol", name().toLowerCase(Locale.ROOT));
    }
  }

  static RawAnswer of(int status, String body) {
    return new RawAnswer(status, List.of(), body);
  }

  RawAnswer with(String... namesAndValues) {
    return new RawAnswer(status, List.of(namesAndValues), body);
  }

  /** An upstream that gives this answer to every request and keeps the connection. */
  RawUpstream.Script over(Version version) {
    return switch (version) {
      case HTTP1 ->
          connection -> {
            while (connection.readRequest() != null) {
              connection.write(toHttp1().getBytes(StandardCharsets.ISO_8859_1));
            }
          };
      case HTTP2 ->
          connection -> {
            RawFrames frames = RawFrames.open(connection);
            while (true) {
              write(frames, frames.readRequest());
            }
          };
    };
  }

  private String toHttp1() {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
    for (int i = 0; i < fields.size(); i += 2) {
      text.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
    }
    if (status != NO_CONTENT && status != NOT_MODIFIED) {
      text.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return text + "\r\n" + body;
  }

  private void write(RawFrames frames, int stream) throws IOException {
    List<String> head = new ArrayList<>(List.of(":status", Integer.toString(status)));
    for (int i = 0; i < fields.size(); i += 2) {
      head.add(fields.get(i).toLowerCase(Locale.ROOT));
      head.add(fields.get(i + 1));
    }
    frames.writeHead(stream, body.isEmpty() ? Http2Frame.END_STREAM : 0, head);
    if (!body.isEmpty()) {
      frames.writeData(stream, body, Http2Frame.END_STREAM);
    }
  }
}
