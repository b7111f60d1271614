/**
 * The configuration. Each section is a record that declares its own keys, such as {@link
 * io.hedgerow.gateway.settings.CallerSettings}. {@link io.hedgerow.gateway.settings.Settings} lists
 * the sections, and {@link io.hedgerow.gateway.settings.EffectiveSettings} reads them from the
 * command line, the environment, a file and the defaults, in this order. Within Hedgerow it depends
 * on {@code core} only.
 *
 * <p>Most other classes are types of values, such as {@link io.hedgerow.gateway.settings.TimeSpan}
 * and {@link io.hedgerow.gateway.settings.UpstreamUrl}, or read them: {@link
 * io.hedgerow.gateway.settings.Setting} is one key, {@link io.hedgerow.gateway.settings.Section}
 * the keys of one record, and {@link io.hedgerow.gateway.settings.Syntax} how a value is written.
 */
@NullMarked
package io.hedgerow.gateway.settings;

import org.jspecify.annotations.NullMarked;
