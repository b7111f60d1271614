package io.hedgerow.gateway.route.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A list of distinct values. A single value may be written without brackets. */
record Listing<E>(Shape<E> element, int minimum) implements Shape<List<E>> {
  @Override
  public @Nullable List<E> read(Place place) {
    if (!(place.node() instanceof SequenceNode list)) {
      E only = element.read(place);
      return only == null ? null : List.of(only);
    }
    List<E> elements = new ArrayList<>();
    boolean isValid = true;
    for (Node node : list.getValue()) {
      E value = element.read(place.of(node));
      if (value == null) {
        isValid = false;
      } else if (elements.contains(value)) {
        place.of(node).faultInsteadOf("once in a list");
        isValid = false;
      } else {
        elements.add(value);
      }
    }
    if (list.getValue().size() < minimum) {
      place.fault(place.word() + ": an empty list (expected: " + element.expected() + ")");
      return null;
    }
    return isValid ? elements : null;
  }

  @Override
  public String expected() {
    return element.expected() + ", or a list of such";
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "anyOf",
        List.of(
            element.schema(),
            Map.of(
                "type",
                "array",
                "items",
                element.schema(),
                "minItems",
                minimum,
                "uniqueItems",
                true)));
  }
}
