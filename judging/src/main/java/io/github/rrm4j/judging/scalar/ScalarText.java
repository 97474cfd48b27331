package io.github.rrm4j.judging.scalar;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ChatTemplate.Start;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.Tokenizer;

/**
 * How a query and a response become the tokens that a reward model reads: a conversation of the
 * user and the assistant, as the model's own chat template writes it, and nothing after it.
 *
 * <p>Source: Liu et al. 2024, "Skywork-Reward", whose models are used so. A control token in the
 * texts is encoded as text and cannot end a turn.
 */
public record ScalarText(ChatTemplate chat, Tokenizer tokenizer) {

  /** The text of an open model. */
  public static ScalarText of(ModelFolder folder) {
    return new ScalarText(folder.chat(), folder.tokenizer());
  }

  public int[] tokens(QueryResponse item) {
    return tokenizer.encode(
        chat.render(Policy.literal(item.prompt().then(item.reply()), tokenizer), Start.NONE));
  }

  /** Tokens of the longer one of a pair's two conversations. */
  public int length(Pair pair) {
    return Math.max(
        tokens(QueryResponse.of(pair, Side.FIRST)).length,
        tokens(QueryResponse.of(pair, Side.SECOND)).length);
  }
}
