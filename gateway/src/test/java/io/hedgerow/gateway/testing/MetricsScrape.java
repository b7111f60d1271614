package io.hedgerow.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The samples of {@code /metrics} at one moment. */
public record MetricsScrape(String text, Map<String, Double> samples) {
  public static MetricsScrape of(Gateway gateway) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      return over(caller);
    }
  }

  /** Scrapes over an open connection to the management listener. */
  public static MetricsScrape over(RawCaller caller) throws IOException {
    RawResponse answer = caller.get("/metrics").read();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8");
    return of(answer.body());
  }

  private static MetricsScrape of(String text) {
    Map<String, Double> samples = new LinkedHashMap<>();
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      int space = line.lastIndexOf(' ');
      samples.put(line.substring(0, space), value(line.substring(space + 1)));
    }
    return new MetricsScrape(text, samples);
  }

  private static double value(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** The growth of each sample with this prefix, without buckets and samples that did not grow. */
  public Map<String, Double> grownSince(MetricsScrape before, String prefix) {
    Map<String, Double> grown = new TreeMap<>();
    samples.forEach(
        (name, value) -> {
          double growth = value - before.samples.getOrDefault(name, 0.0);
          if (growth != 0 && name.startsWith(prefix) && !name.contains("_bucket")) {
            grown.put(name, growth);
          }
        });
    return grown;
  }
}
