package io.hedgerow.gateway.settings;

/**
 * How the health of each replica is checked.
 *
 * @param path the path to request from each replica, instead of the path of its URL
 * @param every time between two checks of a replica
 */
public record HealthSettings(String path, TimeSpan every) {}
