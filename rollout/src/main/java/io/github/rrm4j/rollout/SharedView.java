package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rollout.SharedEngine.Ticket;
import java.util.ArrayList;
import java.util.List;

/** A shared engine as one of its callers sees it. */
final class SharedView implements RolloutEngine {

  private final SharedEngine shared;
  private final RolloutEngine engine;
  private final Deadline deadline;

  SharedView(SharedEngine shared, RolloutEngine engine, Deadline deadline) {
    this.shared = shared;
    this.engine = engine;
    this.deadline = deadline;
  }

  @Override
  public Outcome run(List<Request> requests, int samples, Sampling sampling) {
    Groups groups = new Groups(requests.size(), samples);
    try (Completions completions = stream(requests, samples, sampling, TokenListener.NONE)) {
      groups.take(completions);
      return new Outcome(groups.all(), completions.occupancy());
    }
  }

  @Override
  public Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    List<Ticket> tickets = new ArrayList<>();
    SharedCompletions completions =
        new SharedCompletions(requests.size(), samples, deadline, listener);
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      if (request.prompt().length > longestPrompt(sampling)) {
        throw InvalidInput.of(
            "rollout: a prompt of %d tokens and %d new ones take more than the positions of the model; lower the limit of new tokens",
            request.prompt().length, sampling.maxNewTokens());
      }
      tickets.add(new Ticket(completions, i, request, samples, sampling));
    }
    if (samples > 0) {
      shared.submit(tickets);
    }
    return completions;
  }

  @Override
  public int longestPrompt(Sampling sampling) {
    return engine.longestPrompt(sampling);
  }
}
