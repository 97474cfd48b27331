package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.TokenSampler.Draw;
import io.github.rrm4j.model.TokenSampler.Shaping;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LanguageModelTest {

  private final NDManager manager = NDManager.newBaseManager();
  private Golden golden;
  private List<TokenSequence> rows;

  @BeforeEach
  void open() {
    golden = new Golden("tied-4-2", manager);
    rows =
        List.of(
            new TokenSequence(golden.sequences[0], new int[] {3, 1, 4}),
            new TokenSequence(golden.sequences[1], new int[] {15, 92, 65, 35, 89, 79, 32}));
  }

  @AfterEach
  void close() {
    golden.close();
    manager.close();
  }

  @Test
  void theReferenceStaysWhereItWasWhenTheWeightsMove() {
    LanguageModel reference = golden.model.frozen(manager);
    float[] before = golden.model.logits(manager, golden.prompt).toFloatArray();
    golden.weights.tensors().get("model.norm.weight").muli(2);
    float[] after = golden.model.logits(manager, golden.prompt).toFloatArray();
    assertArrayEquals(before, reference.logits(manager, golden.prompt).toFloatArray());
    assertEquals(2 * before[0], after[0], 1e-4);
  }

  @Test
  void aReferenceFromAFolderHasItsWeights() {
    float[] before = golden.model.logits(manager, golden.prompt).toFloatArray();
    golden.weights.tensors().get("model.norm.weight").muli(2);
    LanguageModel reference = golden.model.frozen(golden.folder.path(), manager);
    assertArrayEquals(before, reference.logits(manager, golden.prompt).toFloatArray());
  }

  @Test
  void callsLeaveNoArraysBehind() {
    everyCall();
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 3; i++) {
      everyCall();
    }
    assertTrue(before > 0);
    assertEquals(before, manager.getManagedArrays().size());
  }

  private void everyCall() {
    try (NDManager scope = manager.newSubManager()) {
      golden.model.logits(scope, golden.prompt);
      golden.model.logprobs(scope, rows, 1, PassMemory.DEFAULT);
      TokenSampler sampler = golden.model.sampler(scope);
      Shaping shaping = new Shaping(1, 0, 1, 0);
      KvCache prompts = sampler.cache(1, 20, scope);
      int[] prompt = golden.prompt;
      NDArray h = sampler.extend(scope, List.of(prompt), 0, new int[] {prompt.length - 1}, prompts);
      KvCache cache = sampler.cache(3, 20, scope);
      cache.take(prompts, new int[3], new int[] {0, 1, 2}, prompt.length);
      Draw draw = sampler.begin(scope, h, new int[3], new double[3], shaping);
      cache.select(new int[] {2, 0});
      cache.grow(24);
      long[] tokens = {draw.tokens()[2], draw.tokens()[0]};
      long[] positions = {prompt.length, prompt.length};
      sampler.decode(scope, tokens, positions, new double[4], 2, shaping, cache);
    }
  }
}
