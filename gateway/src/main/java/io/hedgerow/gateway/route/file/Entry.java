package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.settings.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * One key of a mapping and its value.
 *
 * @param name the key
 * @param key where the key is, for messages
 */
record Entry(String name, Place key, Place value) {
  /**
   * The entries of a mapping, in the order of the file. Reports keys that are not a single value or
   * that appear twice.
   *
   * @param expected for messages
   * @return null, after reporting it, if the place has no mapping
   */
  static @Nullable List<Entry> of(Place place, String expected) {
    if (!(place.node() instanceof MappingNode mapping)) {
      place.faultInsteadOf(expected);
      return null;
    }
    Set<String> names = new HashSet<>();
    List<Entry> entries = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place key = place.of(tuple.getKeyNode());
      String name = key.text();
      if (name == null) {
        key.faultInsteadOf(expected);
      } else if (names.add(name)) {
        entries.add(new Entry(name, key, new Place(name, tuple.getValueNode(), place.reading())));
      } else {
        key.fault(name + ": given twice (expected: once)");
      }
    }
    return entries;
  }

  /** The entries whose key is one of these words. Reports the others. */
  static List<Entry> known(List<Entry> entries, Collection<String> words) {
    List<Entry> known = new ArrayList<>();
    for (Entry entry : entries) {
      if (words.contains(entry.name)) {
        known.add(entry);
      } else {
        entry.faultUnknown(words);
      }
    }
    return known;
  }

  private void faultUnknown(Collection<String> known) {
    String expected = "expected: " + String.join(", ", known);
    key.fault(
        RoutesFile.PLANNED.contains(name)
            ? "%s: not supported yet (%s)".formatted(name, expected)
            : "%s: unknown word (%s)".formatted(name, Suggestion.of(name, known, expected)));
  }
}
