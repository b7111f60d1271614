package io.hedgerow.gateway.testing;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes mostly malformed requests; each character is one byte on the wire. */
public final class MalformedRequest {
  private static final String GOOD =
      "GET /api/within-timeout?timeout=30000 HTTP/1.1\r\nhost: hedgerow\r\naccept: */*\r\n\r\n";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final List<String> METHODS =
      List.of(
          "GET", "HEAD", "POST", "get", "", "G T", "CONNECT", "OPTIONS", "\u0000", "PRI", "ÄÖÜ");
  private static final List<String> TARGETS =
      List.of(
          "/problems",
          "*",
          "",
          "/\u0000",
          "//",
          "http://",
          "http://other/problems",
          "hedgerow:443",
          "/%",
          "/api/first?timeout=%ff",
          "/" + "x".repeat(5000));
  private static final List<String> VERSIONS =
      List.of("HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/9", "HTTP/1.10", "http/1.1", "", "X/1.1");
  private static final List<String> LINE_ENDS =
      List.of("\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n");
  private static final List<String> HEADERS =
      List.of(
          "host: hedgerow",
          "host: ",
          "host: [::1",
          ": x",
          "x",
          " folded",
          "x : y",
          "x: \u0000",
          "\u00ff: x",
          "x: " + "y".repeat(9000),
          "content-length: 5",
          "content-length: -1",
          "content-length: 18446744073709551617",
          "content-length: 0, 0",
          "transfer-encoding: chunked",
          "transfer-encoding: chunked, gzip",
          "transfer-encoding: \tCHUNKED",
          "expect: 100-continue",
          "connection: close, close, keep-alive",
          "traceparent: 00-x",
          "cookie: " + "a=b;".repeat(1000),
          "upgrade: websocket");
  private static final List<List<String>> UPGRADE_HEADERS =
      List.of(
          List.of("upgrade: h2c", "upgrade: h2c", "Upgrade: websocket, H2C", "upgrade: h2", ""),
          List.of(
              "connection: Upgrade, HTTP2-Settings", "connection: upgrade", "connection: x", ""),
          List.of(
              "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
              "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAA",
              "HTTP2-Settings: AAQ_____",
              "HTTP2-Settings: ~",
              "HTTP2-Settings:",
              ""));
  private static final List<String> BODIES =
      List.of(
          "",
          "hello",
          "5\r\nhello\r\n0\r\n\r\n",
          "-1\r\n",
          "fffffffff\r\n",
          "5;x\r\n",
          "0\r\nx\r\n");

  private MalformedRequest() {}

  public static String next(RandomGenerator random) {
    return switch (random.nextInt(9)) {
      case 0 -> bytes(random, 1 + random.nextInt(300));
      case 1, 2 -> built(random);
      case 3 -> mutated(random, GOOD);
      case 4 -> mutated(random, built(random));
      case 5 -> PREFACE + (random.nextBoolean() ? "" : frames(random)) + bytes(random, 40);
      case 6 -> upgrade(random);
      case 7 -> mutated(random, upgrade(random));
      default -> pipelined(random);
    };
  }

  private static String built(RandomGenerator random) {
    StringBuilder request = new StringBuilder();
    request.append(oneOf(METHODS, random)).append(' ').append(oneOf(TARGETS, random));
    request.append(' ').append(oneOf(VERSIONS, random)).append(oneOf(LINE_ENDS, random));
    for (int i = random.nextInt(5); i > 0; i--) {
      request.append(oneOf(HEADERS, random)).append(oneOf(LINE_ENDS, random));
    }
    return request.append("\r\n").append(oneOf(BODIES, random)).toString();
  }

  /** A request to upgrade to h2c, and what may follow it. */
  private static String upgrade(RandomGenerator random) {
    StringBuilder request = new StringBuilder("GET /problems HTTP/1.1\r\nhost: hedgerow\r\n");
    for (List<String> headers : UPGRADE_HEADERS) {
      String header = oneOf(headers, random);
      request.append(header).append(header.isEmpty() ? "" : "\r\n");
    }
    if (random.nextInt(3) == 0) {
      request.append(oneOf(HEADERS, random)).append("\r\n");
    }
    request.append("\r\n");
    return switch (random.nextInt(4)) {
      case 0 -> request.append(oneOf(BODIES, random)).toString();
      case 1 -> request.append(PREFACE).append(frames(random)).toString();
      case 2 -> request.append(pipelined(random)).toString();
      default -> request.append(oneOf(BODIES, random)).append(bytes(random, 40)).toString();
    };
  }

  /** Changes, removes and inserts bytes, and sometimes truncates the request. */
  private static String mutated(RandomGenerator random, String request) {
    StringBuilder mutated = new StringBuilder(request);
    for (int i = random.nextInt(6); i > 0; i--) {
      int position = random.nextInt(mutated.length());
      switch (random.nextInt(3)) {
        case 0 -> mutated.setCharAt(position, (char) random.nextInt(256));
        case 1 -> mutated.deleteCharAt(position);
        default -> mutated.insert(position, bytes(random, 1 + random.nextInt(4)));
      }
    }
    if (random.nextInt(3) == 0) {
      mutated.setLength(random.nextInt(mutated.length()));
    }
    return mutated.toString();
  }

  private static String pipelined(RandomGenerator random) {
    StringBuilder requests = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      requests.append(random.nextBoolean() ? GOOD : built(random));
    }
    return requests.toString();
  }

  /** HTTP/2 frames with a correct length and random content. */
  private static String frames(RandomGenerator random) {
    StringBuilder frames = new StringBuilder("\0\0\0\4\0\0\0\0\0");
    for (int i = random.nextInt(6); i > 0; i--) {
      int length = random.nextInt(30);
      frames.append("\0\0").append((char) length).append((char) random.nextInt(11));
      frames.append((char) random.nextInt(256)).append("\0\0\0").append((char) random.nextInt(6));
      frames.append(bytes(random, length));
    }
    return frames.toString();
  }

  private static String bytes(RandomGenerator random, int count) {
    StringBuilder bytes = new StringBuilder(count);
    random.ints(count, 0, 256).forEach(next -> bytes.append((char) next));
    return bytes.toString();
  }

  private static String oneOf(List<String> choices, RandomGenerator random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
