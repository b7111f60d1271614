package io.hedgerow.gateway.settings;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys that configure one thing, and the record that their values become. The record declares
 * its own section, so that nothing else has to know these keys.
 *
 * @param settings the keys, in the order of the documentation
 * @param from makes the record; reports values that do not fit together to {@link Values#report}
 * @param <T> the record
 */
record Section<T extends @Nullable Object>(List<Setting<?>> settings, Function<Values, T> from) {}
