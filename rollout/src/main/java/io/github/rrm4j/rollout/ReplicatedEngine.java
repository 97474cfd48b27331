package io.github.rrm4j.rollout;

import io.github.rrm4j.model.ModelReplica;
import io.github.rrm4j.model.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Draws completions on several devices, each with a copy of the model. A prompt is completed by the
 * device that its index says, and each sample draws by its own key, so the completions are those of
 * one device.
 *
 * <p>The copies take over new weights when the first completions after a change are asked for.
 */
public final class ReplicatedEngine implements RolloutEngine {

  private final RolloutEngine own;
  private final List<Copy> copies;
  private boolean stale;

  /**
   * A model on another device.
   *
   * @param engine draws from it
   */
  public record Copy(ModelReplica model, RolloutEngine engine) {}

  /**
   * @param own of the device that trains
   * @param copies closed with this
   */
  public ReplicatedEngine(RolloutEngine own, List<Copy> copies) {
    this.own = own;
    this.copies = List.copyOf(copies);
  }

  @Override
  public void weightsChanged() {
    stale = true;
  }

  @Override
  public Outcome run(List<Request> requests, int samples, Sampling sampling) {
    refresh();
    List<RolloutEngine> engines = new ArrayList<>(List.of(own));
    copies.forEach(copy -> engines.add(copy.engine()));
    int devices = Math.min(engines.size(), requests.size());
    List<CompletableFuture<Outcome>> running = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      int number = device;
      List<Request> its =
          IntStream.range(0, requests.size())
              .filter(request -> request % devices == number)
              .mapToObj(requests::get)
              .toList();
      running.add(
          CompletableFuture.supplyAsync(
              () -> engines.get(number).run(its, samples, sampling), ReplicatedEngine::start));
    }
    List<Outcome> outcomes = Workers.results(running);
    return new Outcome(
        IntStream.range(0, requests.size())
            .mapToObj(request -> outcomes.get(request % devices).groups().get(request / devices))
            .toList(),
        Occupancy.of(outcomes.stream().map(Outcome::occupancy).toList()));
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "rollout device");
    thread.setDaemon(true);
    thread.start();
  }

  private void refresh() {
    if (stale) {
      copies.forEach(copy -> copy.model().refresh());
      stale = false;
    }
  }

  /** On the device that trains: whoever takes completions one by one sets the pace. */
  @Override
  public Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    return own.stream(requests, samples, sampling, listener);
  }

  /** On all devices where nobody listens. */
  @Override
  public List<List<Rollout>> generate(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    return listener == TokenListener.NONE
        ? run(requests, samples, sampling).groups()
        : RolloutEngine.super.generate(requests, samples, sampling, listener);
  }

  @Override
  public int longestPrompt(Sampling sampling) {
    return own.longestPrompt(sampling);
  }

  @Override
  public void close() {
    copies.forEach(
        copy -> {
          copy.engine().close();
          copy.model().close();
        });
  }
}
