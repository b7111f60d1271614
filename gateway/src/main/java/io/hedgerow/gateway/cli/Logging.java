package io.hedgerow.gateway.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.hedgerow.gateway.settings.LogSettings;
import io.hedgerow.gateway.telemetry.log.LogQueue;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Configures the log of this process, on stderr. Logback loads this class as a service, which is
 * faster than reading an XML file. The log starts as text, without a queue; {@link #apply} changes
 * that when the configuration is known.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String STANDARD_ERROR = "STDERR";

  private static final Map<String, Level> LEVELS =
      Map.of(
          // Warn, with a stack trace, about each caller that disconnects without sending anything.
          "io.netty.channel.DefaultChannelPipeline", Level.ERROR,
          "io.netty.bootstrap.ServerBootstrap", Level.ERROR,
          // Log, some with a stack trace, each caller that floods or sends something other than
          // HTTP/2 after the preface.
          "io.vertx.core.net.impl.ConnectionBase", Level.OFF,
          "io.netty.handler.codec.http2.Http2ControlFrameLimitEncoder", Level.WARN,
          // Log each frame that arrives for a reset loser, and each connection that ends.
          "io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder", Level.WARN,
          "io.vertx.core.http.impl.HttpClientConnection", Level.ERROR);

  /**
   * Applies the configuration and puts a {@link LogQueue} in front of stderr; {@link #stop()}
   * flushes it.
   */
  static void apply(LogSettings log) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(log.level().name()));
    ConsoleAppender<ILoggingEvent> stderr = stderr();
    if (log.format() == LogSettings.Format.JSON) {
      KeyValueEcsEncoder encoder = new KeyValueEcsEncoder();
      encoder.setServiceName("hedgerow");
      encoder.setContext(context);
      encoder.start();
      stderr.setEncoder(encoder);
    }
    if (root.detachAppender(stderr)) {
      LogQueue queue = new LogQueue(log.queueMax());
      queue.setContext(context);
      queue.addAppender(stderr);
      queue.start();
      root.addAppender(queue);
    }
  }

  /** The appender for stderr, with or without a queue in front of it. */
  static ConsoleAppender<ILoggingEvent> stderr() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Appender<ILoggingEvent> appender =
        root.getAppender(LogQueue.NAME) instanceof LogQueue queue
            ? queue.getAppender(STANDARD_ERROR)
            : root.getAppender(STANDARD_ERROR);
    return (ConsoleAppender<ILoggingEvent>) appender;
  }

  /** Writes the queued lines, for at most a second. Nothing is logged afterwards. */
  static void stop() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20} %msg %kvp%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName(STANDARD_ERROR);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    LEVELS.forEach((logger, level) -> context.getLogger(logger).setLevel(level));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
