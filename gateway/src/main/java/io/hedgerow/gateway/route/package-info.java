/**
 * Routes as values, and the table that finds the route of a path. A route says which upstream
 * serves it, by which plan, what counts as a success, and what the caller gets. {@code api} serves
 * requests by them. Depends on {@code settings} and the core. Start reading at {@link
 * io.hedgerow.gateway.route.Route}.
 */
@NullMarked
package io.hedgerow.gateway.route;

import org.jspecify.annotations.NullMarked;
