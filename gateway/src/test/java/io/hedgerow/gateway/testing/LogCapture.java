package io.hedgerow.gateway.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/** Captures what is logged under a name until it is closed. */
public final class LogCapture implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  public LogCapture(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    appender.start();
    logger.addAppender(appender);
  }

  /** The lines so far, such as {@code WARN upstream unhealthy}. */
  public List<String> lines() {
    return events().stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }

  /** The key-value pairs of each line so far. */
  public List<Map<String, String>> keyValues() {
    return events().stream().map(LogCapture::keyValues).toList();
  }

  /** The value of one key of the last line, as the encoder gets it. */
  public Object lastValue(String key) {
    return events().getLast().getKeyValuePairs().stream()
        .filter(pair -> pair.key.equals(key))
        .map(pair -> pair.value)
        .findFirst()
        .orElseThrow();
  }

  private List<ILoggingEvent> events() {
    synchronized (appender) { // the appender locks itself while it appends
      return List.copyOf(appender.list);
    }
  }

  private static Map<String, String> keyValues(ILoggingEvent event) {
    Map<String, String> values = new TreeMap<>();
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> values.put(pair.key, String.valueOf(pair.value)));
    }
    return values;
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
