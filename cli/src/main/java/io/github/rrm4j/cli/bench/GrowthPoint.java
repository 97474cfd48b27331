package io.github.rrm4j.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Word;

/**
 * What a work cost at a size.
 *
 * @param work what was done
 * @param seconds of one run
 * @param peakMib the largest resident memory of the process while it ran, above that before
 *     anything ran
 */
record GrowthPoint(GrowthOf of, String work, int size, double seconds, long peakMib) {

  static GrowthPoint of(JsonNode line) {
    return new GrowthPoint(
        Word.in(GrowthOf.class, line.path("of").asText()).orElseThrow(),
        line.path("work").asText(),
        line.path("size").asInt(),
        line.path("seconds").asDouble(),
        line.path("peak_mib").asLong());
  }

  Measurement line() {
    return new Measurement()
        .with("of", of.toString())
        .with("work", work)
        .with("size", size)
        .with("peak_mib", peakMib)
        .exactly("seconds", seconds);
  }
}
