package io.hedgerow.gateway.route.file;

import io.hedgerow.core.replica.Ejection;
import io.hedgerow.gateway.settings.HealthSettings;
import io.hedgerow.gateway.settings.ReplicaSettings;
import io.hedgerow.gateway.settings.Syntax;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** {@code url} or {@code replicas}, {@code eject} and {@code health} of an upstream. */
final class ReplicaWords {
  private static final Scalar<UpstreamUrl> ONE_URL = new Scalar<>(Syntax.url());

  private static final Word<UpstreamUrl> URL =
      new Word<>("url", ONE_URL, "URL of an upstream with one replica");
  private static final Word<UpstreamUrl> DNS =
      new Word<>("dns", ONE_URL, "URL with a name; each address of that name is a replica");
  private static final Word<ReplicaSettings> REPLICAS =
      new Word<>(
          "replicas",
          new Replicas(),
          "URLs of the replicas, which differ only in host and port, or one URL whose name"
              + " resolves to all of them");
  private static final Word<Ejection> EJECT =
      new Word<>(
          "eject",
          EjectWords.SHAPE,
          "When a replica is ejected for a while; false turns ejection off");

  private static final Word<String> PATH =
      new Word<>(
          "path",
          new Scalar<>(
              Syntax.of(
                  "a path that begins with / and has no query",
                  Pattern.compile("/([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"),
                  path -> path)),
          "Path of the check, in place of the path of the replica's URL");
  private static final Word<TimeSpan> EVERY =
      new Word<>(
          "every",
          new Scalar<>(Syntax.duration("1s", "1h")),
          "Interval between two checks of a replica; default: 5s");
  private static final Word<HealthSettings> HEALTH =
      new Word<>(
          "health",
          new Mapping<>(List.of(PATH, EVERY), List.of(PATH), ReplicaWords::health),
          "Health checks of each replica; default: none");

  /** The mapping of all these words. */
  static final Mapping<ReplicaSettings> WORDS =
      new Mapping<>(List.of(URL, REPLICAS, EJECT, HEALTH), ReplicaWords::from);

  /** Which words require or exclude each other, in JSON Schema. */
  static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(
              Map.of("required", List.of(URL.name())),
              Map.of("required", List.of(REPLICAS.name()))),
          "dependentRequired",
          Map.of(EJECT.name(), List.of(REPLICAS.name()), HEALTH.name(), List.of(REPLICAS.name())));

  private ReplicaWords() {}

  private static @Nullable ReplicaSettings from(Given given) {
    if (!given.has(URL) && !given.has(REPLICAS)) {
      given.faultMissing(URL, "a URL, or replicas");
      return null;
    }
    if (given.has(URL)) {
      faultIfGiven(given, REPLICAS, "one of the two");
      faultIfGiven(given, EJECT, "none without replicas");
      faultIfGiven(given, HEALTH, "none without replicas");
      UpstreamUrl url = given.get(URL);
      return url == null ? null : ReplicaSettings.listed(List.of(url));
    }
    ReplicaSettings replicas = given.get(REPLICAS);
    return replicas == null
        ? null
        : replicas.with(given.get(EJECT, Ejection.defaults()), given.get(HEALTH));
  }

  private static void faultIfGiven(Given given, Word<?> word, String expected) {
    if (given.has(word)) {
      given.fault(word, "given with " + URL.name(), expected);
    }
  }

  private static @Nullable HealthSettings health(Given given) {
    String path = given.get(PATH);
    return path == null ? null : new HealthSettings(path, given.get(EVERY, new TimeSpan(5000)));
  }

  /** The words from which these replicas are read, and their values in YAML. */
  static Map<String, String> print(ReplicaSettings replicas) {
    List<String> urls = replicas.urls().stream().map(UpstreamUrl::toString).toList();
    HealthSettings health = replicas.health();
    Map<String, String> words = new LinkedHashMap<>();
    if (replicas.equals(ReplicaSettings.listed(List.of(replicas.urls().getFirst())))) {
      words.put(URL.name(), Flow.text(urls.getFirst()));
    } else {
      words.put(
          REPLICAS.name(),
          replicas.isDns()
              ? new Flow().put(DNS, Flow.text(urls.getFirst())).toString()
              : Flow.list(urls));
    }
    if (!replicas.ejection().equals(Ejection.defaults())) {
      words.put(EJECT.name(), EjectWords.print(replicas.ejection()));
    }
    if (health != null) {
      words.put(
          HEALTH.name(),
          new Flow().put(PATH, Flow.text(health.path())).put(EVERY, health.every()).toString());
    }
    return words;
  }

  /** A list of URLs, or a name with the addresses of all replicas. */
  private record Replicas() implements Shape<ReplicaSettings> {
    private static final Mapping<ReplicaSettings> BY_DNS =
        new Mapping<>(List.of(DNS), List.of(DNS), Replicas::byDns);

    private static @Nullable ReplicaSettings byDns(Given given) {
      UpstreamUrl url = given.get(DNS);
      return url == null ? null : ReplicaSettings.byDns(url);
    }

    @Override
    public @Nullable ReplicaSettings read(Place place) {
      if (place.node() instanceof MappingNode) {
        return BY_DNS.read(place);
      }
      if (!(place.node() instanceof SequenceNode list)) {
        place.faultInsteadOf(expected());
        return null;
      }
      int count = list.getValue().size();
      if (count < 1 || count > ReplicaSettings.REPLICAS_MAX) {
        place.fault(
            "%s: %d URLs (expected: 1 to %d)"
                .formatted(place.word(), count, ReplicaSettings.REPLICAS_MAX));
        return null;
      }
      List<UpstreamUrl> urls = new ArrayList<>();
      for (Node node : list.getValue()) {
        add(place.of(node), urls);
      }
      return urls.size() == count ? ReplicaSettings.listed(urls) : null;
    }

    /** Adds the URL at a place, or reports that it does not fit the others. */
    private static void add(Place place, List<UpstreamUrl> urls) {
      UpstreamUrl url = ONE_URL.read(place);
      if (url == null) {
        return;
      }
      if (!urls.isEmpty() && !url.isLike(urls.getFirst())) {
        place.faultInsteadOf("a URL that differs from the first only in host and port");
      } else if (urls.stream().anyMatch(each -> each.hostAndPort().equals(url.hostAndPort()))) {
        place.faultInsteadOf("each host and port once");
      } else {
        urls.add(url);
      }
    }

    @Override
    public String expected() {
      return "a list of URLs, or {dns: URL}";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of(
          "anyOf",
          List.of(
              BY_DNS.schema(),
              Map.of(
                  "type",
                  "array",
                  "items",
                  ONE_URL.schema(),
                  "minItems",
                  1,
                  "maxItems",
                  ReplicaSettings.REPLICAS_MAX,
                  "uniqueItems",
                  true)));
    }
  }
}
