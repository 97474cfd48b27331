package io.github.rrm4j.remote;

import static java.util.Collections.nCopies;
import static java.util.Optional.of;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.remote.Dialect.Asked;
import io.github.rrm4j.remote.Dialect.Drawn;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Completions.Completion;
import io.github.rrm4j.rollout.OpenBatch;
import io.github.rrm4j.rollout.Repetition;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Rollout.Span;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.ThinkingBudget;
import io.github.rrm4j.rollout.TokenListener;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Draws completions from servers. Each sample is a call of its own with a seed that is a function
 * of its key, so the seeds do not depend on what else is asked; whether a server repeats itself
 * with a seed is the server's affair.
 *
 * <p>Failed calls are made again within {@link RemoteSettings#retries}; one that stays without an
 * answer is an {@link EngineFailure}, never a made-up completion. Tokens are told to a listener
 * when their completion has ended. A {@linkplain ThinkingBudget thinking budget} takes two calls:
 * one for the thinking, one for what follows its end.
 */
public final class RemoteEngine implements RolloutEngine {

  private final Calls calls;
  private final List<Server> servers;
  private final Dialect dialect;
  private volatile String model;
  private final SortedSet<Integer> ends;
  private final int positions;
  private final ExecutorService threads;
  private final int width;

  private RemoteEngine(
      List<Server> servers,
      Dialect dialect,
      Calls calls,
      String model,
      SortedSet<Integer> ends,
      int positions,
      int width) {
    this.servers = servers;
    this.dialect = dialect;
    this.calls = calls;
    this.model = model;
    this.ends = ends;
    this.positions = positions;
    this.width = width;
    this.threads =
        Executors.newFixedThreadPool(
            width,
            task -> {
              Thread thread = new Thread(task, "remote engine");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * What the client knows of the model.
   *
   * @param ends ids that end a sequence
   * @param positions of the model; a server may have fewer
   * @param vocabulary ids that there are
   */
  public record Model(SortedSet<Integer> ends, int positions, int vocabulary) {

    /** What a model's files say. */
    public static Model of(Tokenizer tokenizer, ModelConfig config) {
      return new Model(tokenizer.endIds(), config.maxPositions(), config.vocab());
    }
  }

  /**
   * Asks each server whether it is there and serves the model.
   *
   * @throws InvalidInput if one does not, or the environment variable of the key is not set
   */
  public static RemoteEngine open(RemoteSettings settings, Model model) {
    Optional<String> key = settings.keyVariable().map(name -> Server.key(name, "engine's"));
    HttpClient client = Server.client();
    Dialect dialect = Dialect.of(settings.kind());
    List<Server> servers =
        settings.urls().stream()
            .map(url -> new Server(url, client, settings.timeout(), key))
            .toList();
    int positions = model.positions();
    for (Server server : servers) {
      try {
        positions = Math.min(positions, dialect.positions(server, settings.model()));
      } catch (BadAnswer e) {
        throw InvalidInput.of(
            "%s: %s; start the server, or name another one", server.base(), e.getMessage());
      }
    }
    Calls calls = new Calls(servers, dialect, settings.retries(), model.vocabulary());
    return new RemoteEngine(
        servers,
        dialect,
        calls,
        settings.model(),
        model.ends(),
        positions,
        settings.concurrency() * servers.size());
  }

  /** The name that completions are asked of now. */
  public String model() {
    return model;
  }

  /**
   * Gives all servers an adapter, and asks it from now on. A server that has it under this name
   * keeps it, so a name must stand for one content. No completions may be open.
   *
   * @param folder a PEFT folder that the servers see under this path
   * @throws EngineFailure if one does not take it
   */
  public void use(String name, Path folder) {
    for (Server server : servers) {
      try {
        if (!dialect.serves(server, name)) {
          dialect.load(server, name, folder.toAbsolutePath().normalize().toString());
        }
      } catch (BadAnswer e) {
        throw new EngineFailure(
            Text.format(
                "%s: the adapter %s cannot be loaded: %s; start the server so that it loads adapters (docs/engines.md)",
                server.base(), name, e.getMessage()));
      }
    }
    model = name;
  }

  /**
   * Takes an adapter away that is not asked any more.
   *
   * @return what a server said that did not, empty where all did
   */
  public Optional<String> forget(String name) {
    Optional<String> refused = Optional.empty();
    for (Server server : servers) {
      try {
        dialect.unload(server, name);
      } catch (BadAnswer e) {
        refused = Optional.of(server.base() + ": " + e.getMessage());
      }
    }
    return refused;
  }

  /** How many calls were made, and how many failed, by reason. */
  public SortedMap<String, Long> counts() {
    return calls.counts();
  }

  @Override
  public int longestPrompt(Sampling sampling) {
    return positions - sampling.maxNewTokens();
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
  public Attempts attempt(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    List<List<Optional<Rollout>>> groups = new ArrayList<>();
    requests.forEach(r -> groups.add(new ArrayList<>(nCopies(samples, Optional.empty()))));
    List<String> failed = new ArrayList<>();
    try (RemoteCompletions completions = calls(requests, samples, sampling, listener)) {
      while (completions.hasNext()) {
        completions
            .next(failed::add)
            .ifPresent(one -> groups.get(one.request()).set(one.sample(), of(one.rollout())));
      }
    }
    return new Attempts(groups, failed);
  }

  @Override
  public Completions stream(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    return calls(requests, samples, sampling, listener);
  }

  private RemoteCompletions calls(
      List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
    requests.forEach(request -> checkLength(request, sampling));
    RemoteCompletions completions = new RemoteCompletions(threads, listener);
    for (int r = 0; r < requests.size(); r++) {
      for (int s = 0; s < samples; s++) {
        Request request = requests.get(r);
        int index = r;
        int sample = s;
        completions.submit(() -> new Completion(index, sample, drawn(request, sample, sampling)));
      }
    }
    return completions;
  }

  /** {@inheritDoc} Calls are made as requests come, as many at a time as the settings allow. */
  @Override
  public OpenBatch open(Sampling sampling, TokenListener listener) {
    return new RemoteBatch(threads, width, this::drawn, listener);
  }

  private void checkLength(Request request, Sampling sampling) {
    if (request.prompt().length > longestPrompt(sampling)) {
      throw InvalidInput.of(
          "rollout: a prompt of %d tokens and %d new ones take more than the %d positions of the server; lower the limit of new tokens",
          request.prompt().length, sampling.maxNewTokens(), positions);
    }
  }

  /** A sample, in one call or, where thinking may be cut off, in two. */
  private Rollout drawn(Request request, int sample, Sampling sampling)
      throws InterruptedException {
    Key key = request.key().with(sample);
    int limit = Math.min(request.limit(), sampling.maxNewTokens());
    Growing growing = new Growing(request.prompt());
    if (sampling.budget().isEmpty()) {
      growing.add(call(growing, limit, sampling, new TreeSet<>(), seed(key, 0)));
    } else {
      think(growing, limit, sampling, sampling.budget().get(), key);
    }
    return growing.rollout(sampling, stops(sampling, new TreeSet<>()));
  }

  private void think(Growing growing, int limit, Sampling sampling, ThinkingBudget budget, Key key)
      throws InterruptedException {
    SortedSet<Integer> mark = new TreeSet<>(List.of(budget.mark()));
    growing.add(call(growing, Math.min(limit, budget.tokens()), sampling, mark, seed(key, 0)));
    int last = growing.last();
    if (stops(sampling, new TreeSet<>()).contains(last) || growing.length() >= limit) {
      return;
    }
    int left = limit - growing.length();
    if (last != budget.mark()) {
      growing.force(Arrays.copyOf(budget.forced(), Math.min(budget.forced().length, left)));
      left = Math.min(limit - growing.length(), budget.verdictTokens());
    }
    if (left > 0) {
      growing.add(call(growing, left, sampling, new TreeSet<>(), seed(key, 1)));
    }
  }

  private static int seed(Key key, int call) {
    return (int) (key.bits(call) >>> 33);
  }

  private SortedSet<Integer> stops(Sampling sampling, SortedSet<Integer> more) {
    SortedSet<Integer> stops = new TreeSet<>(ends);
    stops.addAll(sampling.stopping().tokens());
    stops.addAll(more);
    return stops;
  }

  private Drawn call(Growing so, int tokens, Sampling sampling, SortedSet<Integer> more, int seed)
      throws InterruptedException {
    return calls.call(
        new Asked(
            model,
            so.sequence(),
            tokens,
            sampling.temperature(),
            sampling.candidates(),
            stops(sampling, more),
            seed));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** A completion that is put together from calls. */
  private static final class Growing {

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
      return new Rollout(
          new TokenSequence(prompt, Arrays.copyOf(ids, length)), nats, finish, forced);
    }
  }
}
