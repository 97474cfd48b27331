package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.rewards.StatedRanking;
import io.github.rrm4j.rewards.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One ranking of n responses by a judge that saw them together.
 *
 * @param ranking of the responses in their own order, not in that shown; empty where there is none
 * @param none why there is none: malformed, truncated, overlong, failed; empty where there is one
 * @param text the whole completion; empty where it was not kept
 * @param thinkingTokens tokens before the end of the thinking; 0 where an API does not say
 * @param tokens all tokens, the end-of-sequence token included
 * @param usage what an API took for it; empty of a judge whose tokens are known
 */
public record ListVote(
    Optional<StatedRanking> ranking,
    Optional<Verdict> none,
    String text,
    int thinkingTokens,
    int tokens,
    Optional<ApiUsage> usage) {

  /**
   * Reads what was written about responses in the order in which they were shown.
   *
   * @param shown the response at each place of the prompt
   */
  static ListVote of(Completed completed, int[] shown) {
    Optional<StatedRanking> ranking =
        completed
            .answer()
            .flatMap(answer -> StatedRanking.read(answer, shown.length))
            .map(stated -> stated.undone(shown));
    return new ListVote(
        ranking,
        ranking.isPresent()
            ? Optional.empty()
            : Optional.of(completed.none().orElse(Verdict.MALFORMED)),
        completed.text(),
        completed.thinkingTokens(),
        completed.tokens(),
        completed.usage());
  }

  /** Whether the judge gave no answer, which is asked for again when work is resumed. */
  boolean failed() {
    return none.equals(Optional.of(Verdict.FAILED));
  }

  /**
   * Puts it into an entry of a line, without its text and usage.
   *
   * @param names the response of the file that each one of the ranking is
   */
  public void into(ObjectNode entry, List<Integer> names) {
    if (ranking.isPresent()) {
      ArrayNode best = entry.putArray("ranking");
      ranking.get().best().forEach(response -> best.add(names.get(response)));
    }
    none.ifPresent(why -> entry.put("verdict", Word.of(why)));
    entry.put("thinking_tokens", thinkingTokens).put("tokens", tokens);
  }

  /**
   * The vote of an entry that {@link #into} wrote; its text and usage are not in it.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ListVote read(JsonNode entry, List<Integer> names) {
    List<Integer> best = new ArrayList<>();
    for (JsonNode name : entry.path("ranking")) {
      best.add(names.indexOf(name.asInt(-1)));
    }
    Optional<Verdict> none = Word.in(Verdict.class, entry.path("verdict").asText());
    boolean whole =
        best.stream().sorted().toList().equals(IntStream.range(0, names.size()).boxed().toList());
    if (none.isPresent() ? !best.isEmpty() : !whole) {
      throw new IllegalArgumentException("no ranking of " + names.size() + " responses: " + entry);
    }
    return new ListVote(
        none.isPresent() ? Optional.empty() : Optional.of(new StatedRanking(best)),
        none,
        "",
        entry.path("thinking_tokens").asInt(),
        entry.path("tokens").asInt(),
        Optional.empty());
  }
}
