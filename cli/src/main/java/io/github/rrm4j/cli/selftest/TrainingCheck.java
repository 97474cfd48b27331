package io.github.rrm4j.cli.selftest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;

/**
 * Whether a short training can be repeated.
 *
 * @param compute fp32 or bf16
 */
record TrainingCheck(Way way, String compute) implements Check {

  /** How it is repeated. */
  enum Way {
    /** Once more with the same seed: metrics, rollouts, evaluations and weights, byte for byte. */
    TWICE("two trainings of one seed"),
    /** Once more, stopped after a step of the first stage, and resumed: the same. */
    RESUMED("a training that was stopped and resumed"),
    /** As {@code ./rrm verify} does it: one step again from each checkpoint. */
    VERIFIED("verify");

    private final String title;

    Way(String title) {
      this.title = title;
    }
  }

  @Override
  public String name() {
    return way.title + ", " + compute;
  }

  @Override
  public Finding run(Machine machine) throws IOException {
    int steps = machine.quick() ? 2 : 4;
    String name = way.name().toLowerCase(java.util.Locale.ROOT);
    ShortTraining first = new ShortTraining(machine, compute, steps, name + "-first").complete();
    ObjectNode figures = Json.object().put("steps", first.steps());
    if (way == Way.VERIFIED) {
      ArrayNode lines = figures.putArray("checkpoints");
      boolean same = first.verified(lines::add);
      return Finding.of(same, lines.size() + " checkpoints", figures);
    }
    ShortTraining other = new ShortTraining(machine, compute, steps, name + "-other");
    if (way == Way.TWICE) {
      other.complete();
    } else {
      other.interrupted(1);
    }
    String differs = first.difference(other);
    figures.put("first_difference", differs);
    String summary =
        differs.isEmpty()
            ? Text.format("%d steps, the same bytes", first.steps())
            : differs + " has other bytes";
    return Finding.of(differs.isEmpty(), summary, figures);
  }
}
