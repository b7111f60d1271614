package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.route.ConnectionFields;
import io.hedgerow.gateway.route.Names;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the fields of an answer that pass back to the caller: those that the route allows, except
 * {@link ConnectionFields}, fields named by Connection, and Date, which the gateway writes itself.
 */
final class BackFields {
  private static final String CONNECTION = "connection";
  private static final String DATE = "date";

  private BackFields() {}

  /**
   * Returns names (in lower case) and values alternately, in the order of the answer; null if a
   * value is not valid HTTP. Netty does not check values received over HTTP/2.
   */
  static @Nullable List<String> of(
      Names allowed,
      Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
    if (allowed.isNone()) {
      return List.of();
    }
    Set<String> connection = namedByConnection(fields);
    List<String> passed = new ArrayList<>();
    for (Map.Entry<? extends CharSequence, ? extends CharSequence> field : fields) {
      String name = field.getKey().toString().toLowerCase(Locale.ROOT);
      if (mayPass(name) && !connection.contains(name) && allowed.allowsField(name)) {
        if (HttpHeaderValidationUtil.validateValidHeaderValue(field.getValue()) >= 0) {
          return null;
        }
        passed.add(name);
        passed.add(field.getValue().toString());
      }
    }
    return passed;
  }

  private static boolean mayPass(String name) {
    boolean isPseudoHeader = name.startsWith(":");
    return !isPseudoHeader && !name.equals(DATE) && !ConnectionFields.contains(name);
  }

  private static Set<String> namedByConnection(
      Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
    Set<String> named = new HashSet<>();
    for (Map.Entry<? extends CharSequence, ? extends CharSequence> field : fields) {
      if (AsciiString.contentEqualsIgnoreCase(field.getKey(), CONNECTION)) {
        ConnectionFields.addListed(field.getValue().toString(), named);
      }
    }
    return named;
  }
}
