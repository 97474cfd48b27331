package io.github.rrm4j.model.cuda;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether steps are recorded: as long as there is a recorder and it has not failed. */
public final class Graphs {

  private static final Logger LOG = LoggerFactory.getLogger(Graphs.class);

  private volatile Optional<GraphRecorder> recorder;

  /**
   * @param recorder empty where no step is to be recorded
   */
  public Graphs(Optional<GraphRecorder> recorder) {
    this.recorder = recorder;
  }

  /** No step is recorded. */
  public static Graphs none() {
    return new Graphs(Optional.empty());
  }

  /** Those of a CUDA device; where it has none, a line in the log says why. */
  public static Graphs of(int device) {
    try {
      return new Graphs(Optional.of(CudaGraphs.open(device)));
    } catch (IllegalStateException | LinkageError e) {
      say(e);
      return none();
    }
  }

  /** Whether steps are recorded. */
  public boolean on() {
    return recorder.isPresent();
  }

  /** Does work in which steps may be recorded. */
  public <T> T within(Supplier<T> work) {
    Optional<GraphRecorder> now = recorder;
    return now.isPresent() ? now.get().within(work) : work.get();
  }

  /** Records work; empty, from then on always, where that fails. */
  Optional<GraphRecorder.Recording> record(Runnable work) {
    Optional<GraphRecorder> now = recorder;
    try {
      return now.map(one -> one.record(work));
    } catch (RuntimeException | LinkageError e) {
      recorder = Optional.empty();
      say(e);
      return Optional.empty();
    }
  }

  private static void say(Throwable e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    LOG.warn("decoding runs without CUDA graphs, which is slower: {}", reason);
  }
}
