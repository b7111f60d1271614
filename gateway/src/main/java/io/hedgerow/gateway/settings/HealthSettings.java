package io.hedgerow.gateway.settings;

/**
 * How the health of each replica is checked.
 *
 * @param path what is asked of each replica, instead of the path of its URL
 * @param every from one check of a replica to the next
 */
public record HealthSettings(String path, TimeSpan every) {}
