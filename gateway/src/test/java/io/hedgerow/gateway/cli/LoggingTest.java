package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.hedgerow.gateway.settings.LogSettings;
import io.hedgerow.gateway.settings.LogSettings.Format;
import io.hedgerow.gateway.settings.LogSettings.Level;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The log's format and level, with the real appender. */
final class LoggingTest {
  private static final List<Map<String, Object>> ATTEMPTS =
      List.of(Map.of("number", 1, "cause", "a \"quoted\" cause"), Map.of("number", 2));

  private final Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT");
  private final OutputStreamAppender<ILoggingEvent> appender = Logging.stderr();
  private final ch.qos.logback.core.encoder.Encoder<ILoggingEvent> before = appender.getEncoder();
  private final ch.qos.logback.classic.Level levelBefore = root.getLevel();

  @AfterEach
  void restore() {
    appender.setEncoder(before);
    root.setLevel(levelBefore);
  }

  @Test
  void json_isElasticCommonSchema() {
    Logging.apply(new LogSettings(Format.JSON, Level.WARN, 1, 1, 1));

    JsonObject line = new JsonObject(encodedLine(Map.of("attempts", ATTEMPTS)));

    assertThat(line.getString("message")).isEqualTo("request");
    assertThat(line.getString("log.level")).isEqualTo("INFO");
    assertThat(line.getString("service.name")).isEqualTo("hedgerow");
    assertThat(line.getString("@timestamp")).isNotEmpty();
    assertThat(line.getString("route")).isEqualTo("smart");
    assertThat(line.getValue("status")).isEqualTo(503);
    assertThat(line.getJsonArray("attempts"))
        .isEqualTo(
            new JsonArray()
                .add(JsonObject.of("number", 1, "cause", "a \"quoted\" cause"))
                .add(JsonObject.of("number", 2)));
    assertThat(root.getLevel()).isEqualTo(ch.qos.logback.classic.Level.WARN);
  }

  @Test
  void text_isReadable() {
    Logging.apply(new LogSettings(Format.TEXT, Level.INFO, 1, 1, 1));

    assertThat(encodedLine(Map.of()))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\S+ INFO  hedgerow.request request"
                + " route=\"smart\" status=\"503\"\\R");
  }

  @Test
  void librariesThatLogEveryCaller_areQuiet() {
    assertThat(LoggerFactory.getLogger("io.netty.channel.DefaultChannelPipeline").isWarnEnabled())
        .isFalse();
    assertThat(LoggerFactory.getLogger("io.netty.channel.Channel").isWarnEnabled()).isTrue();
  }

  private String encodedLine(Map<String, Object> further) {
    ch.qos.logback.classic.spi.LoggingEvent event =
        new ch.qos.logback.classic.spi.LoggingEvent(
            "",
            (Logger) LoggerFactory.getLogger("hedgerow.request"),
            ch.qos.logback.classic.Level.INFO,
            "request",
            null,
            null);
    event.addKeyValuePair(new KeyValuePair("route", "smart"));
    event.addKeyValuePair(new KeyValuePair("status", 503));
    further.forEach((key, value) -> event.addKeyValuePair(new KeyValuePair(key, value)));
    return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
  }
}
