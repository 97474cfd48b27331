package io.github.rrm4j.model.cuda;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Recordings of a decoding step, one for each shape that it had lately. A shape's first steps are
 * run as they are: a device chooses its kernels and makes its workspaces in them, which cannot be
 * recorded.
 */
public final class RecordedSteps implements AutoCloseable {

  /**
   * What a recording is good for.
   *
   * @param rows slots that are worked on together
   * @param block positions of the cache that are attended to
   */
  public record Shape(int rows, int block) {}

  private static final int UNRECORDED = 2;

  private final Graphs graphs;
  private final int most;
  private final Map<Shape, Integer> runs = new LinkedHashMap<>();
  private final Map<Shape, GraphRecorder.Recording> recordings =
      new LinkedHashMap<>(16, 0.75f, true); // in the order of their last use

  /**
   * @param most recordings that are kept; the one that was not used for longest goes first
   */
  public RecordedSteps(Graphs graphs, int most) {
    this.graphs = graphs;
    this.most = most;
  }

  /** Does a step: as it is, or by its recording, which is made when it is first wanted. */
  public void run(Shape shape, Runnable step) {
    GraphRecorder.Recording recording = recordings.get(shape);
    if (recording != null) {
      recording.replay();
      return;
    }
    if (!graphs.on() || runs.merge(shape, 1, Integer::sum) <= UNRECORDED) {
      step.run();
      return;
    }
    Optional<GraphRecorder.Recording> made = graphs.record(step);
    if (made.isEmpty()) {
      step.run();
      return;
    }
    if (recordings.size() == most) {
      Shape oldest = recordings.keySet().iterator().next();
      recordings.remove(oldest).close();
    }
    recordings.put(shape, made.get());
    made.get().replay();
  }

  /** Gives up all recordings: the arrays that they work on are no longer those of the steps. */
  public void forget() {
    recordings.values().forEach(GraphRecorder.Recording::close);
    recordings.clear();
    runs.clear();
  }

  @Override
  public void close() {
    forget();
  }
}
