package io.github.rrm4j.remote;

import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.remote.Dialect.Drawn;
import io.github.rrm4j.rollout.Repetition;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Rollout.Span;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;

/** A completion that is put together from calls. */
final class Growing {

  private final int[] prompt;
  private final List<Integer> tokens = new ArrayList<>();
  private final List<Float> logprobs = new ArrayList<>();
  private Optional<Span> forced = Optional.empty();

  Growing(int[] prompt) {
    this.prompt = prompt;
  }

  void add(Drawn drawn) {
    for (int i = 0; i < drawn.tokens().length; i++) {
      tokens.add(drawn.tokens()[i]);
      logprobs.add(drawn.logprobs()[i]);
    }
  }

  void force(int[] given) {
    forced = Optional.of(new Span(length(), length() + given.length));
    for (int token : given) {
      tokens.add(token);
      logprobs.add(Float.NaN);
    }
  }

  int length() {
    return tokens.size();
  }

  int last() {
    return tokens.get(tokens.size() - 1);
  }

  /** Prompt and completion so far. */
  int[] sequence() {
    return IntStream.concat(Arrays.stream(prompt), tokens.stream().mapToInt(Integer::intValue))
        .toArray();
  }

  /** The whole, cut off where it goes in circles. */
  Rollout rollout(Sampling sampling, SortedSet<Integer> stops) {
    int[] ids = tokens.stream().mapToInt(Integer::intValue).toArray();
    Repetition repetition = new Repetition(sampling.stopping().repeats());
    int length = 0;
    boolean circling = false;
    while (length < ids.length && !circling) {
      length++;
      circling = repetition.closes(ids, length);
    }
    float[] nats = new float[length];
    for (int i = 0; i < length; i++) {
      nats[i] = logprobs.get(i);
    }
    boolean given = forced.isPresent() && length <= forced.get().to();
    boolean stopped = !given && stops.contains(ids[length - 1]);
    Finish finish = stopped ? Finish.STOP : circling ? Finish.REPETITION : Finish.LENGTH;
    return new Rollout(new TokenSequence(prompt, Arrays.copyOf(ids, length)), nats, finish, forced);
  }
}
