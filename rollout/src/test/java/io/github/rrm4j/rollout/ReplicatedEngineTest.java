package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelReplica;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several devices; two CPUs stand in for them. */
class ReplicatedEngineTest {

  private static final Sampling SAMPLING = new Sampling(1, 20);

  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "adapter-qwen3"})
  void theSamplesAreThoseOfOneDeviceBeforeAndAfterTheWeightsMove(String name) {
    try (Golden golden = new Golden(name);
        ReplicatedEngine both = engine(golden, 2)) {
      LocalEngine one = local(golden);
      List<Request> requests = requests(7);
      assertSame(one.generate(requests, 3, SAMPLING), both.generate(requests, 3, SAMPLING));
      move(golden);
      List<List<Rollout>> stale = both.generate(requests, 3, SAMPLING);
      List<List<Rollout>> moved = one.generate(requests, 3, SAMPLING);
      assertNotEquals(texts(moved), texts(stale), "copies stay as they are until they are told");
      both.weightsChanged();
      assertSame(moved, both.generate(requests, 3, SAMPLING));
      assertSame(moved, both.generate(requests, 3, SAMPLING, TokenListener.NONE));
    }
  }

  @Test
  void moreDevicesThanPromptsAreNoHarm() {
    try (Golden golden = new Golden("tied-4-2");
        ReplicatedEngine three = engine(golden, 3)) {
      assertSame(
          local(golden).generate(requests(2), 2, SAMPLING),
          three.generate(requests(2), 2, SAMPLING));
    }
  }

  @Test
  void whoListensHearsEachTokenOnce() {
    try (Golden golden = new Golden("tied-4-2");
        ReplicatedEngine both = engine(golden, 2)) {
      int[] heard = new int[1];
      List<List<Rollout>> rollouts =
          both.generate(requests(3), 1, SAMPLING, (request, sample, token) -> heard[0]++);
      assertEquals(
          rollouts.stream().mapToInt(g -> g.get(0).sequence().completion().length).sum(), heard[0]);
    }
  }

  @Test
  void nothingIsLeftWhenItIsClosed() {
    try (Golden golden = new Golden("tied-4-2")) {
      engine(golden, 2).close();
      int before = golden.manager.getManagedArrays().size();
      ReplicatedEngine both = engine(golden, 2);
      both.generate(requests(4), 2, SAMPLING);
      both.close();
      assertEquals(before, golden.manager.getManagedArrays().size());
    }
  }

  private static LocalEngine local(Golden golden) {
    return new LocalEngine(golden.model, id -> id % 17 == 0, 8, golden.manager);
  }

  private static ReplicatedEngine engine(Golden golden, int devices) {
    List<ReplicatedEngine.Copy> copies = new ArrayList<>();
    for (int device = 1; device < devices; device++) {
      ModelReplica replica = new ModelReplica(golden.model, Device.cpu(), golden.manager);
      copies.add(
          new ReplicatedEngine.Copy(
              replica, new LocalEngine(replica.model(), id -> id % 17 == 0, 8, golden.manager)));
    }
    return new ReplicatedEngine(local(golden), copies);
  }

  private static List<Request> requests(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Request(new int[] {i + 1, 2 * i + 3, 5}, Key.of(i, "request")))
        .toList();
  }

  /** What a training does to the weights: changed where they are. */
  private static void move(Golden golden) {
    for (NDArray tensor : golden.model.trainable().values()) {
      tensor.muli(1.5f);
    }
  }

  private static void assertSame(List<List<Rollout>> expected, List<List<Rollout>> actual) {
    assertEquals(texts(expected), texts(actual));
    for (int request = 0; request < expected.size(); request++) {
      for (int sample = 0; sample < expected.get(request).size(); sample++) {
        assertArrayEquals(
            expected.get(request).get(sample).logprobs(),
            actual.get(request).get(sample).logprobs(),
            1e-4f); // rows are batched otherwise
      }
    }
  }

  private static List<List<String>> texts(List<List<Rollout>> rollouts) {
    return rollouts.stream()
        .map(
            group ->
                group.stream()
                    .map(rollout -> Arrays.toString(rollout.sequence().completion()))
                    .toList())
        .toList();
  }
}
