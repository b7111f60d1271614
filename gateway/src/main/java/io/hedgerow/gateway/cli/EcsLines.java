package io.hedgerow.gateway.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Log lines in JSON by the Elastic Common Schema, with the key-value pairs of a line as fields of
 * their own: the library's encoder knows them not, and offers this way to add some.
 */
final class EcsLines extends EcsEncoder {
  @Override
  protected void addCustomFields(ILoggingEvent event, StringBuilder line) {
    @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      line.append('"');
      JsonUtils.quoteAsString(pair.key, line);
      line.append("\":");
      if (pair.value instanceof Number number) {
        line.append(number);
      } else {
        line.append('"');
        JsonUtils.quoteAsString(String.valueOf(pair.value), line);
        line.append('"');
      }
      line.append(',');
    }
  }
}
