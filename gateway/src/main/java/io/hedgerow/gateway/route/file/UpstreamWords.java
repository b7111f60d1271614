package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.settings.ReplicaSettings;
import io.hedgerow.gateway.settings.SectionWords;
import io.hedgerow.gateway.settings.UpstreamSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words of an upstream: its replicas, and keys {@code upstream.*} without the prefix. */
final class UpstreamWords implements Shape<UpstreamSettings> {
  private static final SettingWords<UpstreamSettings> KEYS =
      new SettingWords<>(SectionWords.UPSTREAM);
  private static final Set<String> OWN = Set.copyOf(ReplicaWords.WORDS.names());

  static final UpstreamWords SHAPE = new UpstreamWords();

  private UpstreamWords() {}

  @Override
  public @Nullable UpstreamSettings read(Place place) {
    List<Entry> entries = Entry.of(place, expected());
    if (entries == null) {
      return null;
    }
    List<Entry> known =
        Entry.known(
            entries,
            Stream.concat(ReplicaWords.WORDS.names().stream(), KEYS.names().stream()).toList());
    ReplicaSettings replicas =
        ReplicaWords.WORDS.read(
            place, known.stream().filter(entry -> OWN.contains(entry.name())).toList());
    UpstreamSettings settings =
        KEYS.read(place, known.stream().filter(entry -> !OWN.contains(entry.name())).toList());
    return replicas == null || settings == null ? null : settings.withReplicas(replicas);
  }

  @Override
  public String expected() {
    return "a mapping with url or replicas";
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>(ReplicaWords.WORDS.properties());
    properties.putAll(KEYS.properties());
    Map<String, Object> schema = new LinkedHashMap<>(Shape.mapping(properties, List.of()));
    schema.putAll(ReplicaWords.SCHEMA);
    return schema;
  }

  /** The words of an upstream, and their values in YAML, without secrets. */
  static Map<String, String> print(UpstreamSettings upstream) {
    Map<String, String> words = ReplicaWords.print(upstream.replicas());
    words.putAll(KEYS.words(upstream));
    return words;
  }

  /** The same without words that have the values of the static keys. */
  static Map<String, String> print(UpstreamSettings upstream, UpstreamSettings inForce) {
    Map<String, String> words = print(upstream);
    KEYS.words(inForce).forEach(words::remove);
    return words;
  }
}
