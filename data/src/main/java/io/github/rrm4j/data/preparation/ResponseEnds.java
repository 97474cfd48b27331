package io.github.rrm4j.data.preparation;

import io.github.rrm4j.contracts.Text;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Cuts the middle out of a response that is too long: its beginning and its end stay, as long as
 * each other in characters, and a mark between them says how many tokens are missing.
 *
 * @param length the tokens of a text
 */
public record ResponseEnds(ToIntFunction<String> length) {

  /** One character of each end. */
  private static final int FEWEST = 2;

  /** Characters that may be won where the number in the mark has fewer digits than was thought. */
  private static final int SHORTER_MARK = 2;

  /**
   * Cuts until the whole fits into which the responses go: tokens may part elsewhere there than
   * they do in a response alone.
   *
   * @param tokens the first limit of the responses
   * @param cut the whole with responses of at most so many tokens; empty where that is impossible
   * @param excess tokens of the whole that are too many; 0 or less where it fits
   * @return empty where nothing fits
   */
  public static <T> Optional<T> fit(
      int tokens, IntFunction<Optional<T>> cut, ToIntFunction<T> excess) {
    int room = tokens;
    int tooMany = 0;
    Optional<T> whole;
    do {
      room -= tooMany;
      whole = cut.apply(room);
      tooMany = whole.map(excess::applyAsInt).orElse(0);
    } while (tooMany > 0);
    return whole;
  }

  /**
   * Two responses in a common limit. Each may take half of it, and what the other one leaves of its
   * half; so a short response stays whole, and two long ones are cut to the same length.
   *
   * @param tokens of both together
   * @return both in their order; empty where the limit holds no more than a mark
   */
  public Optional<List<String>> of(String first, String second, int tokens) {
    int half = tokens / 2;
    int firstLimit = Math.max(half, tokens - length.applyAsInt(second));
    int secondLimit = Math.max(half, tokens - length.applyAsInt(first));
    return of(first, firstLimit)
        .flatMap(one -> of(second, secondLimit).map(other -> List.of(one, other)));
  }

  /**
   * A response in a limit.
   *
   * @return the response itself where it is within the limit; empty where no character of each end
   *     fits beside the mark
   */
  public Optional<String> of(String response, int tokens) {
    int all = length.applyAsInt(response);
    if (all <= tokens) {
      return Optional.of(response);
    }
    int most = mostKept(response, all, tokens) + SHORTER_MARK;
    int characters = response.codePointCount(0, response.length());
    for (int kept = Math.min(most, characters - 1); kept >= FEWEST; kept--) {
      String middle = response.substring(head(response, kept), tail(response, kept));
      String cut = cut(response, kept, length.applyAsInt(middle));
      if (length.applyAsInt(cut) <= tokens) {
        return Optional.of(cut);
      }
    }
    return Optional.empty();
  }

  /** The most characters that fit, found by halving; fewer than {@link #FEWEST} for none. */
  private int mostKept(String response, int all, int tokens) {
    int fits = FEWEST - 1;
    int tooMany = response.codePointCount(0, response.length());
    while (tooMany - fits > 1) {
      int kept = (fits + tooMany) / 2;
      if (length.applyAsInt(cut(response, kept, all)) <= tokens) {
        fits = kept;
      } else {
        tooMany = kept;
      }
    }
    return fits;
  }

  private static String cut(String response, int kept, int missing) {
    return response.substring(0, head(response, kept))
        + Text.format("\n[... %d tokens left out ...]\n", missing)
        + response.substring(tail(response, kept));
  }

  /** The end of the beginning. */
  private static int head(String response, int kept) {
    return response.offsetByCodePoints(0, (kept + 1) / 2);
  }

  /** The start of the end. */
  private static int tail(String response, int kept) {
    return response.offsetByCodePoints(response.length(), -(kept / 2));
  }
}
