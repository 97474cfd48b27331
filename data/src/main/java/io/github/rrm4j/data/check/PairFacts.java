package io.github.rrm4j.data.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Fingerprint;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.check.Benchmark.Kind;
import io.github.rrm4j.data.check.Benchmark.Leak;
import io.github.rrm4j.data.check.DataCheck.Fault;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a check needs to know of a pair, without its texts.
 *
 * @param faults those that it has whatever other pairs there are
 * @param itself of its query, chosen and rejected response; empty where both are the same text
 * @param opposite the same with the responses exchanged
 * @param leak how its query leaks, if it does
 */
record PairFacts(
    boolean firstIsGold,
    Set<Fault> faults,
    Optional<Fingerprint> itself,
    Optional<Fingerprint> opposite,
    Optional<Leak> leak) {

  static PairFacts of(Pair pair, Optional<Benchmark> benchmark) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    if (pair.query().isBlank()) {
      faults.add(Fault.EMPTY_QUERY);
    }
    if (pair.first().isBlank() || pair.second().isBlank()) {
      faults.add(Fault.EMPTY_RESPONSE);
    }
    boolean equal = pair.first().equals(pair.second());
    if (equal) {
      faults.add(Fault.EQUAL_RESPONSES);
    }
    if (thinks(pair.first()) || thinks(pair.second())) {
      faults.add(Fault.THINKING);
    }
    return new PairFacts(
        pair.gold() == Side.FIRST,
        faults,
        equal
            ? Optional.empty()
            : Optional.of(Fingerprint.of(pair.query(), pair.chosen(), pair.rejected())),
        equal
            ? Optional.empty()
            : Optional.of(Fingerprint.of(pair.query(), pair.rejected(), pair.chosen())),
        benchmark.flatMap(against -> against.find(pair.query())));
  }

  private static boolean thinks(String response) {
    return response.contains("<think>") || response.contains("</think>");
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("first", firstIsGold);
    faults.forEach(fault -> json.withArray("faults").add(fault.name()));
    itself.ifPresent(bits -> json.set("itself", bits.toJson()));
    opposite.ifPresent(bits -> json.set("opposite", bits.toJson()));
    leak.ifPresent(found -> json.put("kind", found.kind().name()).put("row", found.row()));
    return json;
  }

  /**
   * What {@link #toJson} wrote.
   *
   * @param benchmark the one that was looked at
   */
  static PairFacts of(JsonNode json, Optional<Benchmark> benchmark) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    json.path("faults").forEach(fault -> faults.add(Fault.valueOf(fault.asText())));
    return new PairFacts(
        json.path("first").asBoolean(),
        faults,
        Fingerprint.ofJson(json.path("itself")),
        Fingerprint.ofJson(json.path("opposite")),
        json.has("kind")
            ? benchmark.map(
                against ->
                    against.leak(
                        Kind.valueOf(json.path("kind").asText()), json.path("row").asInt()))
            : Optional.empty());
  }
}
