package io.hedgerow.gateway.route.file;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at one place of the file.
 *
 * @param <T> what is read from it
 */
interface Shape<T> {
  /** The value at a place, or null after a fault. */
  @Nullable T read(Place place);

  /** For messages, such as {@code an integer from 1 to 3}. */
  String expected();

  /** The same as keywords of JSON Schema, draft 2020-12. */
  Map<String, Object> schema();
}
