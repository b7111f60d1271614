package io.hedgerow.gateway.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes log lines as JSON (Elastic Common Schema), with each key-value pair of a line as a field.
 * The library's encoder ignores these pairs. Numbers, {@link Map}s and {@link Iterable}s become
 * JSON numbers, objects and arrays; everything else becomes a string.
 */
final class KeyValueEcsEncoder extends EcsEncoder {
  @Override
  protected void addCustomFields(ILoggingEvent event, StringBuilder line) {
    @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      appendString(pair.key, line);
      line.append(':');
      append(pair.value, line);
      line.append(',');
    }
  }

  private static void append(@Nullable Object value, StringBuilder line) {
    switch (value) {
      case Number number -> line.append(number);
      case Map<?, ?> fields -> appendObject(fields, line);
      case Iterable<?> elements -> appendArray(elements, line);
      case null, default -> appendString(String.valueOf(value), line);
    }
  }

  private static void appendObject(Map<?, ?> fields, StringBuilder line) {
    String separator = "";
    line.append('{');
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      line.append(separator);
      appendString(String.valueOf(field.getKey()), line);
      line.append(':');
      append(field.getValue(), line);
      separator = ",";
    }
    line.append('}');
  }

  private static void appendArray(Iterable<?> elements, StringBuilder line) {
    String separator = "";
    line.append('[');
    for (Object element : elements) {
      line.append(separator);
      append(element, line);
      separator = ",";
    }
    line.append(']');
  }

  private static void appendString(String value, StringBuilder line) {
    line.append('"');
    JsonUtils.quoteAsString(value, line);
    line.append('"');
  }
}
