/**
 * Routes: where requests come from, which upstream they ask, by which plan, what counts as a
 * success, and how they are answered. Values, and which of them serves a path; {@code api} serves
 * them. Depends on {@code settings} and the core. Start reading at {@link
 * io.hedgerow.gateway.route.Route}.
 */
@NullMarked
package io.hedgerow.gateway.route;

import org.jspecify.annotations.NullMarked;
