package io.github.rrm4j.trainer.dpo;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.preparation.Thinking;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.model.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Preference pairs as sequences of a policy: the prompt of the query, and each response with its
 * thinking and the end-of-sequence token. Only indices are kept; tokens are made when a pair's turn
 * comes.
 *
 * <p>A response whose thinking never ends is no completion that a policy can end in, so its pair is
 * left out, and so is one with a response longer than the limit.
 */
public final class PreferencePairs {

  private final List<Pair> pairs;
  private final Policy policy;
  private final int[] usable;

  /**
   * @param name of the pairs, for messages
   * @param maxCompletionTokens the longest response
   * @param report gets a line where pairs are left out
   * @throws InvalidInput if none is left
   */
  public PreferencePairs(
      String name,
      List<Pair> pairs,
      Policy policy,
      int maxCompletionTokens,
      Consumer<String> report) {
    this.pairs = pairs;
    this.policy = policy;
    List<Integer> kept = new ArrayList<>();
    int tooLong = 0;
    int endless = 0;
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      if (endless(pair.reply1()) || endless(pair.reply2())) {
        endless++;
      } else if (sequences(pair).stream()
          .anyMatch(row -> row.completion().length > maxCompletionTokens)) {
        tooLong++;
      } else {
        kept.add(i);
      }
    }
    if (tooLong > 0) {
      report.accept(
          Text.format(
              "%s: %d of %d pairs have a response longer than dpo.max_completion_tokens (%d) and are left out",
              name, tooLong, pairs.size(), maxCompletionTokens));
    }
    if (endless > 0) {
      report.accept(
          Text.format(
              "%s: %d of %d pairs have a response whose thinking never ends and are left out",
              name, endless, pairs.size()));
    }
    if (kept.isEmpty()) {
      throw InvalidInput.of(
          "%s: no pair is left to use; raise dpo.max_completion_tokens (%d)",
          name, maxCompletionTokens);
    }
    this.usable = kept.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean endless(Conversation response) {
    return Thinking.removed(response.last().content()).equals(Thinking.NO_ANSWER);
  }

  public int size() {
    return usable.length;
  }

  String id(int pair) {
    return pairs.get(usable[pair]).id();
  }

  /**
   * The sequences of some pairs.
   *
   * @return of each pair the chosen one, then the rejected one
   */
  List<TokenSequence> rows(int[] chosen) {
    List<TokenSequence> rows = new ArrayList<>();
    for (int pair : chosen) {
      rows.addAll(sequences(pairs.get(usable[pair])));
    }
    return rows;
  }

  private List<TokenSequence> sequences(Pair pair) {
    return List.of(sequence(pair, pair.gold()), sequence(pair, pair.gold().other()));
  }

  /** The last message of a response, after the prompt and the turns of the response before it. */
  private TokenSequence sequence(Pair pair, Side side) {
    Conversation response = pair.reply(side);
    int[] prompt = policy.prompt(pair.prompt().then(response.withoutLast()));
    Reply reply = Reply.of(response.last().content(), 0, true);
    return new TokenSequence(prompt, policy.completion(prompt, reply.thinking(), reply.answer()));
  }
}
