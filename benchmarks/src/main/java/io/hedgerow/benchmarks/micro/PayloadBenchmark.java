package io.hedgerow.benchmarks.micro;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import io.hedgerow.gateway.route.SuccessRule.JsonType;
import io.hedgerow.gateway.upstream.Payload;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The check of an upstream body. 1 byte per nanosecond is 1 GB/s. */
@State(Scope.Thread)
public class PayloadBenchmark {
  private static final JsonRule TIME =
      new JsonRule(JsonPointer.compile("/time"), JsonType.WHOLE_NUMBER, 0L);

  /** The content of a body, besides its {@code time}. */
  public enum Content {
    /** One long ASCII string. */
    TEXT("\"text\": \"", "Hedgerow races up to three requests. ", "\""),
    /** An array of small objects. */
    OBJECTS("\"items\": [{}", ", {\"id\": 1234, \"name\": \"privet\", \"tags\": [true, 2.5]}", "]"),
    /** One long string of characters that take 1 to 4 bytes in UTF-8. */
    NON_ASCII("\"text\": \"", "Gr\u00fc\u00dfe \u65e5\u672c \ud83d\ude00 ", "\""),
    /** {@link #TEXT} with a byte at its end that is not UTF-8. */
    NOT_UTF_8("\"text\": \"", "Hedgerow races up to three requests. ", "\u00ff\""),
    /** {@link #TEXT} without the quotation mark at its end. */
    NOT_JSON("\"text\": \"", "Hedgerow races up to three requests. ", "");

    private final String start;
    private final String repeated;
    private final String end;

    Content(String start, String repeated, String end) {
      this.start = "{\"time\": 160, " + start;
      this.repeated = repeated;
      this.end = end + "}";
    }

    /** A body of exactly this many bytes. */
    Buffer body(int bytes) {
      byte[] body = new byte[bytes];
      Arrays.fill(body, (byte) ' ');
      byte[] head = start.getBytes(StandardCharsets.UTF_8);
      byte[] item = repeated.getBytes(StandardCharsets.UTF_8);
      byte[] tail = end.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(head, 0, body, 0, head.length);
      int length = head.length;
      for (; length + item.length + tail.length <= bytes; length += item.length) {
        System.arraycopy(item, 0, body, length, item.length);
      }
      System.arraycopy(tail, 0, body, length, tail.length);
      return Buffer.buffer(body);
    }
  }

  @Param({"64", "4096", "65536"})
  int bytes;

  @Param Content content = Content.TEXT;

  private Buffer body = Buffer.buffer();

  /** Creates the body. */
  @Setup(Level.Trial)
  public void setUp() {
    body = content.body(bytes);
  }

  @Benchmark
  public @Nullable String check() {
    return Payload.check(TIME, body);
  }
}
