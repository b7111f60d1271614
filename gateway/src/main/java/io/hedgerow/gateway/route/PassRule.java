package io.hedgerow.gateway.route;

/**
 * What passes between caller and upstream. Hop-by-hop fields (RFC 9110, section 7.6.1) never pass.
 *
 * @param query parameters of the request
 * @param headers fields of the request
 * @param back fields of the upstream's answer
 */
public record PassRule(Names query, Names headers, Names back) {
  /** Nothing passes. */
  public static PassRule nothing() {
    return new PassRule(Names.none(), Names.none(), Names.none());
  }
}
