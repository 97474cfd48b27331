package io.github.rrm4j.serve.answer;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.rollout.SharedEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests are handed in and answers handed out. Each request has a place in a queue of
 * bounded length from when it comes until it is answered. The same request is judged once, whoever
 * asks: while it is judged others wait for it, afterwards it is in the store.
 */
public final class Desk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private final JudgeSpec spec;
  private final Limits limits;
  private final Optional<AnswerStore> store;
  private final Map<String, CompletableFuture<Answer>> judged = new ConcurrentHashMap<>();
  private final AtomicInteger inHand = new AtomicInteger();
  private final Object reloading = new Object();
  private volatile ServedJudge current;
  private volatile boolean stopping;

  /** What has happened so far. */
  public final Counts counts = new Counts();

  /** Numbers that only grow. */
  public static final class Counts {
    /** Requests that were judged. */
    public final LongAdder judged = new LongAdder();

    /** Requests that were answered from the store. */
    public final LongAdder kept = new LongAdder();

    /** Requests that waited for the same one. */
    public final LongAdder joined = new LongAdder();

    /** Requests for which there was no place. */
    public final LongAdder refused = new LongAdder();

    /** Judged requests without a verdict that can be read. */
    public final LongAdder unreadable = new LongAdder();

    /** Tokens that were drawn for judgements. */
    public final LongAdder tokens = new LongAdder();

    /** Pairs that were judged. */
    public final LongAdder pairs = new LongAdder();

    /** Pairs that both orders saw and whose orders agree. */
    public final LongAdder agreeing = new LongAdder();

    /** Pairs that both orders saw. */
    public final LongAdder both = new LongAdder();

    private void judged(Answer answer) {
      judged.increment();
      unreadable.add(answer.status() == Answer.OK ? 0 : 1);
      tokens.add(answer.body().path("tokens").asLong());
      pairs.add(answer.pairs().size());
      both.add(answer.body().path("pairs_shown_in_both_orders").asLong());
      agreeing.add(answer.body().path("pairs_whose_orders_agree").asLong());
    }
  }

  /**
   * Opens the judge.
   *
   * @param store closed with this
   * @throws InvalidInput if the judge cannot be opened
   */
  public Desk(JudgeSpec spec, Limits limits, Optional<AnswerStore> store) {
    this.spec = spec;
    this.limits = limits;
    this.store = store;
    this.current = ServedJudge.open(spec);
  }

  public Limits limits() {
    return limits;
  }

  /** Requests in hand. */
  public int inHand() {
    return inHand.get();
  }

  /** The judge that the next request gets. */
  public ServedJudge current() {
    return current;
  }

  /** Answers that the store has. */
  public int kept() {
    return store.map(AnswerStore::count).orElse(0);
  }

  /** Takes no more requests; those in hand go on. */
  public void stopTaking() {
    stopping = true;
  }

  /** Whether requests are taken. */
  public boolean taking() {
    return !stopping;
  }

  /**
   * Does something in a place of the queue.
   *
   * @throws Refusal if there is none, or no more requests are taken
   */
  public <T> T inPlace(Supplier<T> work) {
    if (inHand.incrementAndGet() > limits.queue()) {
      inHand.decrementAndGet();
      counts.refused.increment();
      throw Refusal.full(limits.queue());
    }
    try {
      if (stopping) {
        throw Refusal.unavailable("stopping", "the server is being stopped; ask another one");
      }
      return work.get();
    } finally {
      inHand.decrementAndGet();
    }
  }

  /** Until when a request is waited for, at most as long as the limits allow. */
  public Deadline deadline(Optional<Duration> asked) {
    Duration longest = limits.longest();
    return Deadline.in(asked.filter(d -> d.compareTo(longest) < 0).orElse(longest));
  }

  /**
   * The answer to a request. The caller has a place.
   *
   * @throws Refusal if there is none
   */
  public Answer answer(JudgeRequest request, Deadline deadline, Hearing hearing) {
    return with(
        judge -> {
          String id = ServedJudge.digest(judge.version() + request.canonical());
          while (true) {
            Optional<Answer> kept = store.flatMap(answers -> answers.get(id));
            if (kept.isPresent()) {
              counts.kept.increment();
              return kept.get();
            }
            CompletableFuture<Answer> own = new CompletableFuture<>();
            CompletableFuture<Answer> other = judged.putIfAbsent(id, own);
            if (other == null) {
              return judged(judge, id, own, request, deadline, hearing);
            }
            Optional<Answer> joined = join(other, deadline);
            if (joined.isPresent()) {
              counts.joined.increment();
              return joined.get().fromStore();
            }
          }
        });
  }

  private Answer judged(
      ServedJudge judge,
      String id,
      CompletableFuture<Answer> own,
      JudgeRequest request,
      Deadline deadline,
      Hearing hearing) {
    try {
      Answer answer = judge.answer(request, limits, deadline, hearing);
      counts.judged(answer);
      keep(id, answer);
      own.complete(answer);
      return answer;
    } finally {
      judged.remove(id, own);
      own.cancel(false); // where there is no answer: who waits for it tries itself
    }
  }

  private void keep(String id, Answer answer) {
    try {
      store.ifPresent(answers -> answers.put(id, answer));
    } catch (InvalidInput e) {
      LOG.warn("an answer is not kept: {}", e.getMessage());
    }
  }

  /** The answer that somebody else waits for; empty where he gave up. */
  private static Optional<Answer> join(CompletableFuture<Answer> other, Deadline deadline) {
    try {
      return Optional.of(other.get(Math.max(0, deadline.left()), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw late();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("stopping", "the server is being stopped");
    } catch (ExecutionException | CancellationException e) {
      return Optional.empty();
    }
  }

  /** What the model itself writes in a conversation. The caller has a place. */
  public ServedJudge.Reply reply(
      List<Message> messages, Asking asking, Optional<Integer> newTokens, Deadline deadline) {
    return with(judge -> judge.reply(messages, asking, newTokens, deadline));
  }

  private <T> T with(Function<ServedJudge, T> work) {
    ServedJudge judge = current;
    while (!judge.enter()) {
      judge = current;
    }
    try {
      return work.apply(judge);
    } catch (Deadline.Passed e) {
      throw late();
    } catch (SharedEngine.Closed e) {
      throw Refusal.unavailable("stopping", "the server is being stopped");
    } catch (EngineFailure e) {
      throw Refusal.unavailable("engine", e.getMessage());
    } catch (InvalidInput e) {
      throw Refusal.badRequest(e.getMessage());
    } finally {
      judge.leave();
    }
  }

  private static Refusal late() {
    return Refusal.unavailable("deadline", "there was no answer before the deadline");
  }

  /**
   * Opens the judge again: a run's newest checkpoint, a folder's new contents. Requests in hand are
   * answered by the one they came to, and it is closed behind the last of them; where the new one
   * cannot be opened, the old one stays.
   *
   * @return the new version
   * @throws InvalidInput if it cannot be opened
   */
  public String reload() {
    synchronized (reloading) {
      ServedJudge next = ServedJudge.open(spec);
      ServedJudge before = current;
      current = next;
      before.retire();
      LOG.info("judge {} takes the place of {}", next.version(), before.version());
      return next.version();
    }
  }

  /** Whoever still waits is refused. */
  @Override
  public void close() {
    stopping = true;
    synchronized (reloading) {
      current.engine().close();
      current.retire();
    }
    store.ifPresent(AnswerStore::close);
  }
}
