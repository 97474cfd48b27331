package io.github.rrm4j.judging.scalar;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.ChatTemplate.Start;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.Tokenizer;
import java.util.List;

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
        chat.render(
            List.of(
                new Message("user", tokenizer.literal(item.query())),
                new Message("assistant", tokenizer.literal(item.response()))),
            Start.NONE));
  }

  /** Tokens of the longer one of a pair's two conversations. */
  public int length(Pair pair) {
    return Math.max(
        tokens(new QueryResponse(pair.query(), pair.first())).length,
        tokens(new QueryResponse(pair.query(), pair.second())).length);
  }
}
