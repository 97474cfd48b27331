package io.github.rrm4j.rollout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One engine that several threads use at a time: what they ask for is drawn in one {@linkplain
 * OpenBatch batch}, in whose slots the requests of all of them lie side by side.
 *
 * <p>Requests begin in the order in which they came. Those that cannot be in the running batch (one
 * operator draws for all rows, so that they share a temperature) let it run empty first, and no
 * later one overtakes them.
 *
 * <p>What is drawn is a function of the keys of the requests, so each caller gets what it would get
 * alone, but for rounding in the last bits.
 */
public final class SharedEngine implements AutoCloseable {

  private final RolloutEngine engine;
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private final Map<Integer, Ticket> drawn = new HashMap<>(); // of the worker's thread alone
  private final Thread worker;
  private volatile int working;
  private boolean closed;
  private int next;

  /** It was closed before all completions were drawn. */
  public static final class Closed extends IllegalStateException {

    private static final long serialVersionUID = 1;

    Closed() {
      super("the engine is closed");
    }
  }

  /** One request of a caller. */
  record Ticket(
      SharedCompletions caller, int index, Request request, int samples, Sampling sampling) {}

  /**
   * @param engine used by the thread of this alone from now on; stays open when this is closed
   */
  public SharedEngine(RolloutEngine engine) {
    this.engine = engine;
    this.worker = new Thread(this::work, "shared engine");
    worker.setDaemon(true);
    worker.start();
  }

  /**
   * The engine as one caller sees it. Its methods throw {@link Deadline.Passed} when the deadline
   * passes, and what they asked for then leaves the batch.
   */
  public RolloutEngine until(Deadline deadline) {
    return new SharedView(this, engine, deadline);
  }

  /** Samples that are being drawn. */
  public int working() {
    return working;
  }

  /** Requests that wait for a slot. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /**
   * Puts requests behind those that wait.
   *
   * @throws Closed if this is closed
   */
  synchronized void submit(List<Ticket> tickets) {
    if (closed) {
      throw new Closed();
    }
    waiting.addAll(tickets);
    notifyAll();
  }

  private void work() {
    for (Ticket first = first(); first != null; first = first()) {
      try (OpenBatch batch = engine.open(first.sampling(), this::heard)) {
        add(batch, first);
        while (batch.open() > 0) {
          leave(batch);
          enter(batch);
          draw(batch);
          working = batch.open();
        }
      } catch (RuntimeException | Error e) {
        drawn.values().forEach(ticket -> ticket.caller().failed(e));
      } finally {
        working = 0;
        drawn.clear();
      }
    }
  }

  /** The next request that somebody waits for; null once this is closed. */
  private synchronized Ticket first() {
    while (!closed) {
      Ticket ticket = waiting.poll();
      if (ticket != null && !ticket.caller().over()) {
        return ticket;
      }
      try {
        if (ticket == null) {
          wait();
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    Closed why = new Closed();
    waiting.forEach(ticket -> ticket.caller().failed(why));
    waiting.clear();
    return null;
  }

  private void enter(OpenBatch batch) {
    while (batch.free() > 0) {
      Ticket ticket;
      synchronized (this) {
        ticket = waiting.peek();
        if (ticket == null || closed || !batch.takes(ticket.sampling())) {
          return;
        }
        waiting.remove();
      }
      if (!ticket.caller().over()) {
        add(batch, ticket);
      }
    }
  }

  private void add(OpenBatch batch, Ticket ticket) {
    drawn.put(next, ticket);
    batch.add(next, ticket.request(), ticket.samples(), ticket.sampling());
    next = next == Integer.MAX_VALUE ? 0 : next + 1;
  }

  /** What nobody waits for any more gives up its slots. */
  private void leave(OpenBatch batch) {
    boolean over;
    synchronized (this) {
      over = closed;
    }
    Iterator<Map.Entry<Integer, Ticket>> each = drawn.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Integer, Ticket> one = each.next();
      if (over) {
        one.getValue().caller().failed(new Closed());
      }
      if (over || one.getValue().caller().over()) {
        batch.cancel(one.getKey());
        each.remove();
      }
    }
  }

  private void draw(OpenBatch batch) {
    try {
      for (Completions.Completion completion : batch.work()) {
        Ticket ticket = drawn.get(completion.request());
        if (ticket.caller().ended(ticket.index(), completion.sample(), completion.rollout())) {
          drawn.remove(completion.request());
        }
      }
    } catch (OpenBatch.RequestFailed e) {
      batch.cancel(e.number());
      Ticket ticket = drawn.remove(e.number());
      if (ticket != null) {
        ticket.caller().failed(e.why());
      }
    }
  }

  private void heard(int request, int sample, int token) {
    Ticket ticket = drawn.get(request);
    if (ticket != null) {
      ticket.caller().heard(ticket.index(), sample, token);
    }
  }

  /** Gives up what is being drawn; who waits for it is told. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
