package io.github.rrm4j.model.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.model.cuda.RecordedSteps.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** When steps are recorded, played and forgotten, with a recorder that keeps the step itself. */
class RecordedStepsTest {

  private final List<String> events = new ArrayList<>();

  /** Notes what is asked of it. */
  private final class Keeper implements GraphRecorder {

    private boolean broken;

    @Override
    public <T> T within(Supplier<T> work) {
      events.add("in");
      T result = work.get();
      events.add("out");
      return result;
    }

    @Override
    public Recording record(Runnable work) {
      if (broken) {
        throw new IllegalStateException("operation not permitted when stream is capturing");
      }
      events.add("record");
      return new Recording() {
        @Override
        public void replay() {
          events.add("replay");
          work.run();
        }

        @Override
        public void close() {
          events.add("close");
        }
      };
    }
  }

  private final Keeper keeper = new Keeper();
  private final Graphs graphs = new Graphs(Optional.of(keeper));
  private final RecordedSteps steps = new RecordedSteps(graphs, 2);

  private void run(int rows, int block, int times) {
    for (int i = 0; i < times; i++) {
      steps.run(new Shape(rows, block), () -> events.add(rows + "x" + block));
    }
  }

  private List<String> taken() {
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  @Test
  void aStepIsRunTwiceThenRecordedThenPlayed() {
    run(4, 128, 4);
    assertEquals(
        List.of("4x128", "4x128", "record", "replay", "4x128", "replay", "4x128"), taken());
  }

  @Test
  void eachShapeHasARecordingAndTheOneThatWasNotUsedForLongestGoes() {
    run(4, 128, 3);
    run(4, 256, 3);
    run(4, 128, 1);
    taken();
    run(2, 128, 3);
    assertEquals(List.of("2x128", "2x128", "record", "close", "replay", "2x128"), taken());
    run(4, 128, 1);
    assertEquals(List.of("replay", "4x128"), taken());
    run(4, 256, 1);
    assertEquals(List.of("record", "close", "replay", "4x256"), taken()); // it has run before
  }

  @Test
  void whatIsForgottenIsRunTwiceAgain() {
    run(4, 128, 3);
    taken();
    steps.forget();
    run(4, 128, 2);
    assertEquals(List.of("close", "4x128", "4x128"), taken());
    steps.close();
    assertEquals(List.of(), taken());
  }

  @Test
  void aFailureToRecordTurnsRecordingOffForGoodAndTheStepIsRunOnce() {
    run(4, 128, 2);
    keeper.broken = true;
    taken();
    run(4, 128, 2);
    assertEquals(List.of("4x128", "4x128"), taken());
    assertFalse(graphs.on());
    keeper.broken = false;
    RecordedSteps next = new RecordedSteps(graphs, 2); // of the next rollout
    for (int i = 0; i < 5; i++) {
      next.run(new Shape(1, 1), () -> events.add("run"));
    }
    assertEquals(List.of("run", "run", "run", "run", "run"), taken());
    assertEquals("done", graphs.within(() -> "done"));
    assertEquals(List.of(), taken());
  }

  @Test
  void recordingsAreMadeOnTheStreamOfTheRecorder() {
    assertEquals("done", graphs.within(() -> "done"));
    assertEquals(List.of("in", "out"), taken());
    assertTrue(graphs.on());
  }

  @Test
  void withoutCudaThereIsNoRecorder() {
    assertFalse(Graphs.of(0).on());
  }
}
