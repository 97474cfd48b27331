package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What an API took for one judgement, or for several, by its own count.
 *
 * @param input tokens of the questions, cached ones too
 * @param cached tokens of the questions that it had read before
 * @param output tokens of the answers, their thinking included
 * @param thinking tokens of the thinking alone; empty where it does not say
 * @param dollars their price; empty where none is known
 */
public record ApiUsage(
    int input, int cached, int output, OptionalInt thinking, OptionalDouble dollars) {

  /** Nothing yet. */
  public static final ApiUsage NONE =
      new ApiUsage(0, 0, 0, OptionalInt.of(0), OptionalDouble.of(0));

  /** The sum of some; what is not known of one is not known of them. */
  public static ApiUsage sum(Collection<ApiUsage> all) {
    return all.stream().reduce(NONE, ApiUsage::plus);
  }

  private ApiUsage plus(ApiUsage more) {
    return new ApiUsage(
        input + more.input,
        cached + more.cached,
        output + more.output,
        thinking.isPresent() && more.thinking.isPresent()
            ? OptionalInt.of(thinking.getAsInt() + more.thinking.getAsInt())
            : OptionalInt.empty(),
        dollars.isPresent() && more.dollars.isPresent()
            ? OptionalDouble.of(dollars.getAsDouble() + more.dollars.getAsDouble())
            : OptionalDouble.empty());
  }

  /** Puts it into a line, beside {@code tokens}, which are those of the answer. */
  public ObjectNode into(ObjectNode line) {
    line.put("input_tokens", input).put("cached_tokens", cached);
    dollars.ifPresent(price -> line.put("cost_usd", Math.round(price * 1e9) / 1e9));
    return line;
  }
}
