package io.hedgerow.gateway.route;

import java.util.List;

/** An allow-list of names, such as those of query parameters or headers. */
public sealed interface Names {
  /** Whether no name is allowed. */
  boolean isNone();

  /** Whether a header field is allowed; compares without regard to case. */
  boolean allowsField(String name);

  /** Every name. */
  record All() implements Names {
    @Override
    public boolean isNone() {
      return false;
    }

    @Override
    public boolean allowsField(String name) {
      return true;
    }
  }

  /** These names, as written in the file. */
  record Only(List<String> names) implements Names {
    public Only {
      names = List.copyOf(names);
    }

    @Override
    public boolean isNone() {
      return names.isEmpty();
    }

    @Override
    public boolean allowsField(String name) {
      return names.stream().anyMatch(name::equalsIgnoreCase);
    }
  }

  /** No name. */
  static Names none() {
    return new Only(List.of());
  }
}
