package io.github.rrm4j.evaluation.annotation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a judge said about the replies to one prompt: a line of the file of judgements.
 *
 * @param id of the prompt
 * @param best a reply of the first place; empty where fewer than two answers differ
 * @param worst a reply of the last place
 * @param ratings by reply; empty for one that gave no finished answer
 * @param duels what was judged
 */
public record JudgedReplies(
    String id,
    OptionalInt best,
    OptionalInt worst,
    List<OptionalDouble> ratings,
    List<Duel> duels) {

  /** Nothing was to be judged. */
  static JudgedReplies none(String id, int replies) {
    List<OptionalDouble> ratings = new ArrayList<>();
    for (int i = 0; i < replies; i++) {
      ratings.add(OptionalDouble.empty());
    }
    return new JudgedReplies(id, OptionalInt.empty(), OptionalInt.empty(), ratings, List.of());
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("id", id);
    best.ifPresent(reply -> json.put("best", reply));
    worst.ifPresent(reply -> json.put("worst", reply));
    ArrayNode numbers = json.putArray("ratings");
    for (OptionalDouble rating : ratings) {
      if (rating.isPresent()) {
        numbers.add(rating.getAsDouble());
      } else {
        numbers.addNull();
      }
    }
    ArrayNode matches = json.putArray("duels");
    duels.forEach(duel -> duel.into(matches.addObject()));
    return json;
  }

  static JudgedReplies of(Row row) {
    List<OptionalDouble> ratings = new ArrayList<>();
    row.value("ratings")
        .forEach(
            rating ->
                ratings.add(
                    rating.isNull()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(rating.asDouble())));
    List<Duel> duels = new ArrayList<>();
    row.value("duels").forEach(duel -> duels.add(Duel.of(duel)));
    return new JudgedReplies(
        row.text("id"), reply(row, "best"), reply(row, "worst"), ratings, duels);
  }

  private static OptionalInt reply(Row row, String field) {
    return row.has(field) ? OptionalInt.of(row.value(field).asInt()) : OptionalInt.empty();
  }
}
