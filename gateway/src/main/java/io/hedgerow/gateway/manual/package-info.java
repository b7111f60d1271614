/**
 * The documentation as a small site: the Markdown files of this repository, rendered. Depends on
 * nothing else. Start reading at {@link io.hedgerow.gateway.manual.Manual}.
 */
@NullMarked
package io.hedgerow.gateway.manual;

import org.jspecify.annotations.NullMarked;
