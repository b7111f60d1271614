package io.hedgerow.gateway.settings;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values by name, each built from its settings. Replacing the settings keeps values whose settings
 * stay the same, with their state. Immutable.
 *
 * @param <S> settings; nullable if a value can be built without settings
 */
public final class Configured<S extends @Nullable Object, V> {
  private record Entry<S extends @Nullable Object, V>(S settings, V value) {}

  private final Map<String, Entry<S, V>> entries;

  private Configured(Map<String, Entry<S, V>> entries) {
    this.entries = entries;
  }

  /** No values. */
  public static <S extends @Nullable Object, V> Configured<S, V> none() {
    return new Configured<>(Map.of());
  }

  /** The values for these settings: known ones where the settings are equal, otherwise new ones. */
  public Configured<S, V> replacedBy(Map<String, S> settings, Function<S, V> newValue) {
    Map<String, Entry<S, V>> next = new HashMap<>();
    settings.forEach(
        (name, wanted) -> {
          Entry<S, V> known = entries.get(name);
          boolean isSame = known != null && Objects.equals(known.settings(), wanted);
          next.put(name, isSame ? known : new Entry<>(wanted, newValue.apply(wanted)));
        });
    return new Configured<>(next);
  }

  /** The value of this name, or null. */
  public @Nullable V get(String name) {
    Entry<S, V> entry = entries.get(name);
    return entry == null ? null : entry.value();
  }

  /** The value of this name, which must exist. */
  public V require(String name) {
    V value = get(name);
    if (value == null) {
      throw new IllegalStateException(name + " (expected: one of " + entries.keySet() + ")");
    }
    return value;
  }

  /** All names. */
  public Set<String> names() {
    return entries.keySet();
  }

  /** All values. */
  public Collection<V> values() {
    return entries.values().stream().map(Entry::value).collect(Collectors.toUnmodifiableList());
  }
}
