package io.hedgerow.gateway.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.hedgerow.gateway.settings.Settings;
import org.slf4j.LoggerFactory;

/** Sets the log of this process up as configured; {@code logback.xml} is what it starts with. */
final class Logging {
  private Logging() {}

  static void apply(Settings.Log log) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(log.level().name()));
    if (log.format() == Settings.LogFormat.JSON
        && root.getAppender("STDERR") instanceof OutputStreamAppender<ILoggingEvent> appender) {
      EcsLines encoder = new EcsLines();
      encoder.setServiceName("hedgerow");
      encoder.setContext(context);
      encoder.start();
      appender.setEncoder(encoder);
    }
  }
}
