package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.settings.UpstreamUrl;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in the file, and where it is.
 *
 * @param word the word that it belongs to, for messages
 */
record Place(String word, Node node, Reading reading) {
  private static final int SHOWN_LENGTH_MAX = 60;

  /** The place of another value of the same word, such as an element of a list. */
  Place of(Node other) {
    return new Place(word, other, reading);
  }

  /** The element with this text, if this is a list that has it; otherwise this place. */
  Place element(String text) {
    return node instanceof SequenceNode list
        ? list.getValue().stream()
            .filter(each -> each instanceof ScalarNode scalar && scalar.getValue().equals(text))
            .findFirst()
            .map(this::of)
            .orElse(this)
        : this;
  }

  /** The text of a single value, or null for a list, a mapping or nothing. */
  @Nullable String text() {
    return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
        ? scalar.getValue()
        : null;
  }

  boolean isEmptyMapping() {
    return node instanceof MappingNode mapping && mapping.getValue().isEmpty();
  }

  /** Reports that something else was expected here. */
  void faultInsteadOf(String expected) {
    faultBecause("(expected: " + expected + ")");
  }

  /** Reports this value. */
  void faultBecause(String reason) {
    fault("%s: %s %s".formatted(word, shown(), reason));
  }

  /** Reports a fault at this place. */
  void fault(String message) {
    reading.fault(start(), message);
  }

  private Mark start() {
    return node.getStartMark().orElseThrow();
  }

  private String shown() {
    String text = text();
    if (text == null) {
      return switch (node) {
        case SequenceNode _ -> "a list";
        case MappingNode _ -> "a mapping";
        default -> "nothing";
      };
    }
    String masked = text.contains("://") ? UpstreamUrl.mask(text) : text;
    if (masked.isEmpty()) {
      return "''";
    }
    return masked.length() > SHOWN_LENGTH_MAX
        ? masked.substring(0, SHOWN_LENGTH_MAX) + "…"
        : masked;
  }
}
