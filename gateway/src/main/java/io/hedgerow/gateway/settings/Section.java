package io.hedgerow.gateway.settings;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys that configure one part, and the record built from their values. The record declares its
 * own section, so that nothing else needs to know these keys.
 *
 * @param settings the keys, in the order of the documentation
 * @param from builds the record; reports contradictory values to {@link Values#report}
 * @param <T> the record
 */
record Section<T extends @Nullable Object>(List<Setting<?>> settings, Function<Values, T> from) {}
