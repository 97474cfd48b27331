package io.github.rrm4j.judging;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Models that stay open in this process, for a process that runs one command after the other on the
 * same model, such as an executor of a cluster: its weights are read once. A command that closes
 * such a model leaves it open.
 */
public final class KeptModels {

  private static final Map<ModelSpec, OpenModel> OPEN = new HashMap<>();
  private static boolean keeping;

  private KeptModels() {}

  /** Every model that is opened from now on stays open until the process ends. */
  public static synchronized void keep() {
    keeping = true;
  }

  /** A model that is kept, else a new one. */
  static synchronized OpenModel open(ModelSpec spec, Supplier<OpenModel> opening) {
    if (!keeping) {
      return opening.get();
    }
    return OPEN.computeIfAbsent(spec, any -> new KeptModel(opening.get()));
  }
}
