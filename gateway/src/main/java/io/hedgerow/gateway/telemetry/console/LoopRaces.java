package io.hedgerow.gateway.telemetry.console;

import java.util.List;
import java.util.Map;

/**
 * The races of one event loop.
 *
 * @param kept the races kept, and some of those that run
 * @param counts the number of races by route and class: those that ended since the start, and those
 *     that run now
 */
public record LoopRaces(List<KeptRace> kept, Map<String, Map<RaceClass, Long>> counts) {}
