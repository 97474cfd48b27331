package io.github.rrm4j.trainer.served;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.remote.RemoteCompletions;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import io.github.rrm4j.trainer.served.WeightTransfer.Version;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Draws the completions of a policy that is trained here from servers. When the weights have
 * changed, they are written and brought to the servers, each of which is then asked one short
 * completion: its log-probs must be those of the weights here. So a server that kept older weights
 * ends the run, and no step is taken on its completions.
 */
public final class ServedPolicy implements RolloutEngine {

  private static final int PROBED_TOKENS = 16;
  private static final int PROBES = 4;

  private final WeightTransfer transfer;
  private final Optional<Probing> probing;
  private final Map<Version, List<RemoteCompletions>> open = new LinkedHashMap<>();
  private boolean stale = true;
  private Optional<Version> served = Optional.empty();

  /**
   * How weights are checked.
   *
   * @param tolerance largest mean difference of log-probs, nats
   * @param prompt token ids that are continued
   */
  public record Probe(double tolerance, int[] prompt) {}

  /** A probe, and the log-probs that it must have. */
  private record Probing(TokenLogprobs own, Probe probe) {}

  /**
   * @param transfer closed with this
   * @param own log-probs of the weights here
   */
  public ServedPolicy(WeightTransfer transfer, TokenLogprobs own, Probe probe) {
    this(transfer, Optional.of(new Probing(own, probe)));
  }

  /**
   * Without a probe, where servers and trainer take turns on one device; the log-probs of what is
   * trained on are compared in each step.
   */
  public ServedPolicy(WeightTransfer transfer) {
    this(transfer, Optional.empty());
  }

  private ServedPolicy(WeightTransfer transfer, Optional<Probing> probing) {
    this.transfer = transfer;
    this.probing = probing;
  }

  @Override
  public void weightsChanged() {
    stale = true;
  }

  @Override
  public Outcome run(List<Request> requests, int samples, Sampling sampling) {
    prepare();
    return told(() -> transfer.engine().run(requests, samples, sampling));
  }

  @Override
  public Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    prepare();
    RemoteCompletions asked = transfer.engine().stream(requests, samples, sampling, listener);
    open.get(served.orElseThrow()).add(asked);
    return new Told(asked);
  }

  @Override
  public int longestPrompt(Sampling sampling) {
    prepare();
    return transfer.engine().longestPrompt(sampling);
  }

  @Override
  public double prepare() {
    if (!stale) {
      return 0;
    }
    forgetDone();
    long start = System.nanoTime();
    Version next = transfer.write();
    long waited = 0;
    if (served.filter(next::equals).isEmpty()) {
      if (transfer.exclusive()) {
        long before = System.nanoTime();
        open.values().forEach(asked -> asked.forEach(RemoteCompletions::await));
        waited = System.nanoTime() - before;
      }
      told(
          () -> {
            transfer.serve(next);
            return next;
          });
      open.putIfAbsent(next, new ArrayList<>());
      served = Optional.of(next);
      probing.ifPresent(how -> probe(next, how));
      forgetDone();
    }
    stale = false;
    return (System.nanoTime() - start - waited) / 1e9;
  }

  @Override
  public SortedMap<String, Long> counts() {
    return served.isEmpty() ? new TreeMap<>() : transfer.engine().counts();
  }

  /** Takes away the versions that no call is open of. */
  private void forgetDone() {
    open.values().forEach(asked -> asked.removeIf(RemoteCompletions::done));
    for (Version version : List.copyOf(open.keySet())) {
      if (open.get(version).isEmpty() && served.filter(version::equals).isEmpty()) {
        transfer.forget(version);
        open.remove(version);
      }
    }
  }

  /** Compares the log-probs of a short completion of each server with those of the weights here. */
  private void probe(Version version, Probing how) {
    List<URI> servers = transfer.engine().servers();
    for (int server = 0; server < servers.size(); server++) {
      double difference = difference(server, how);
      if (!(difference <= how.probe().tolerance())) {
        throw new EngineFailure(
            Text.format(
                "engine: %s at %s: the log-probs of a probe differ by %.4f nats a token from those of the weights here, must be at most %s; the server has other weights, or gives log-probs before temperature (docs/engines.md)",
                version.name(), servers.get(server), difference, how.probe().tolerance()));
      }
    }
  }

  /** Mean over the tokens that have a log-prob, nats; NaN if no probe has such a token. */
  private double difference(int server, Probing how) {
    RemoteEngine engine = transfer.engine();
    Sampling sampling = new Sampling(1, PROBED_TOKENS);
    for (int i = 0; i < PROBES; i++) {
      Request request = new Request(how.probe().prompt(), Key.of(0, "probe").with(i));
      Rollout drawn = told(() -> engine.drawnAt(server, request, sampling));
      float[] here = how.own().of(List.of(drawn.sequence()), 1)[0];
      double sum = 0;
      int known = 0;
      for (int t = 0; t < here.length; t++) {
        if (!Float.isNaN(drawn.logprobs()[t])) {
          sum += Math.abs(here[t] - drawn.logprobs()[t]);
          known++;
        }
      }
      if (known > 0) {
        return sum / known;
      }
    }
    return Double.NaN;
  }

  /** What a server that was started here said at its end belongs to why it does not answer. */
  private <T> T told(Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineFailure e) {
      Optional<String> trouble = transfer.trouble().filter(why -> !e.getMessage().contains(why));
      throw trouble.isPresent()
          ? new EngineFailure(trouble.get() + " (" + e.getMessage() + ")")
          : e;
    }
  }

  @Override
  public void close() {
    transfer.close();
  }

  /** Completions whose failure is told with what is known of the servers. */
  private final class Told implements Completions {

    private final RemoteCompletions asked;

    Told(RemoteCompletions asked) {
      this.asked = asked;
    }

    @Override
    public Occupancy occupancy() {
      return asked.occupancy();
    }

    @Override
    public OptionalDouble seconds() {
      return asked.seconds();
    }

    @Override
    public boolean hasNext() {
      return asked.hasNext();
    }

    @Override
    public Completion next() {
      return told(asked::next);
    }

    @Override
    public void close() {
      asked.close();
    }
  }
}
