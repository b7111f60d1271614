/**
 * The configuration. Each section is a record that declares its own keys, such as {@link
 * io.hedgerow.gateway.settings.CallerSettings}. {@link io.hedgerow.gateway.settings.Settings} lists
 * the sections, and {@link io.hedgerow.gateway.settings.EffectiveSettings} reads them from the
 * command line, the environment, a file and the defaults, in this order. Within Hedgerow it depends
 * on {@code core} only.
 */
@NullMarked
package io.hedgerow.gateway.settings;

import org.jspecify.annotations.NullMarked;
