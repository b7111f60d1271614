package io.hedgerow.gateway.telemetry.console;

import java.util.List;
import java.util.Map;

/**
 * The races of one event loop.
 *
 * @param kept those kept, and some that run
 * @param counts races by route and class: since the start, or running now
 */
public record LoopRaces(List<KeptRace> kept, Map<String, Map<RaceClass, Long>> counts) {}
