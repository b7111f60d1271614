package io.hedgerow.gateway.chaos;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a change. Each method throws an {@link IllegalArgumentException} that names the
 * parameter, its value and what was expected.
 */
record Parameters(MultiMap values) {
  /** Refuses all other parameters. */
  void requireOnly(Set<String> names) {
    for (String name : values.names()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "%s: unknown (expected: some of %s)"
                .formatted(name, names.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
  }

  List<String> all(String name) {
    return values.getAll(name);
  }

  /** Null if it is not given. */
  @Nullable String text(String name) {
    List<String> given = all(name);
    if (given.size() > 1) {
      throw new IllegalArgumentException(name + ": given twice (expected: once)");
    }
    return given.isEmpty() ? null : given.getFirst();
  }

  double number(String name, double otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
      throw new IllegalArgumentException(name + ": " + text + " (expected: a number, such as 0.1)");
    }
    return Double.parseDouble(text);
  }

  int integer(String name, int min, int max, int otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    int value = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a whole number from %d to %d)".formatted(name, text, min, max));
    }
    return value;
  }

  boolean flag(String name, boolean otherwise) {
    String text = text(name);
    return switch (text) {
      case null -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(name + ": " + text + " (expected: true or false)");
    };
  }
}
