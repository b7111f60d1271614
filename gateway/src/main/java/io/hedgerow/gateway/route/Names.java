package io.hedgerow.gateway.route;

import java.util.List;

/** An allow-list of names, such as those of query parameters or headers. */
public sealed interface Names {
  /** Every name. */
  record All() implements Names {}

  /** These names, as they are written in the file. */
  record Only(List<String> names) implements Names {
    public Only {
      names = List.copyOf(names);
    }
  }

  /** No name. */
  static Names none() {
    return new Only(List.of());
  }
}
