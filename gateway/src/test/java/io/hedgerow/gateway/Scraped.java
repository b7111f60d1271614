package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What {@code /metrics} of a gateway says at one moment. */
record Scraped(String text, Map<String, Double> samples) {
  static Scraped of(Gateway gateway) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      Answered answer = caller.get("/metrics").read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers())
          .containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8");
      return of(answer.body());
    }
  }

  private static Scraped of(String text) {
    Map<String, Double> samples = new LinkedHashMap<>();
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      int space = line.lastIndexOf(' ');
      samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
    }
    return new Scraped(text, samples);
  }

  /** The samples of these metrics that grew since, and by how much; buckets left out. */
  Map<String, Double> grownSince(Scraped before, String prefix) {
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
