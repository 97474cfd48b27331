package io.github.rrm4j.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Completions.Completion;
import io.github.rrm4j.rollout.OpenBatch.RequestFailed;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteBatchTest {

  private static final Sampling SAMPLING = new Sampling(1, 4);

  private static Request request(int token) {
    return new Request(new int[] {token}, Key.of(1, "batch"));
  }

  /** Answers at once; a prompt of the token 0 fails. */
  private static Rollout drawn(Request request, int sample, Sampling sampling) {
    if (request.prompt()[0] == 0) {
      throw new EngineFailure("sample " + sample + " is lost");
    }
    return new Rollout(
        new TokenSequence(request.prompt(), new int[] {7}), new float[1], Rollout.Finish.STOP);
  }

  @Test
  void aRequestThatFailsTakesNoOtherWithIt() {
    RemoteBatch batch =
        new RemoteBatch(Runnable::run, 8, RemoteBatchTest::drawn, TokenListener.NONE);
    batch.add(1, request(3), 2, SAMPLING);
    batch.add(2, request(0), 3, SAMPLING);
    batch.add(3, request(4), 1, SAMPLING); // all have ended by now
    List<Integer> ended = new ArrayList<>();
    for (Completion completion : batch.work()) {
      ended.add(completion.request());
    }
    assertEquals(List.of(1, 1, 3), ended);
    assertTrue(batch.open() > 0, "the failure was not told yet");
    RequestFailed failed = assertThrows(RequestFailed.class, batch::work);
    assertEquals(2, failed.number());
    assertTrue(failed.why() instanceof EngineFailure, failed.toString());
    batch.cancel(2);
    assertEquals(0, batch.open());
    assertEquals(8, batch.free());
  }
}
