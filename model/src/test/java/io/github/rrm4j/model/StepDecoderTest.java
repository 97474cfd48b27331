package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSampler.Draw;
import io.github.rrm4j.model.TokenSampler.Shaping;
import io.github.rrm4j.model.cuda.GraphRecorder;
import io.github.rrm4j.model.cuda.Graphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of fixed shapes against the decoding whose shapes grow. */
class StepDecoderTest {

  private static final int ROWS = 3;
  private static final int CALL = 4;
  private static final int TOKENS = 24;
  private static final Shaping PLAIN = new Shaping(1, 0, 1, 0);
  private static final Shaping GREEDY = new Shaping(0, 0, 1, 0);

  private final NDManager manager = NDManager.newBaseManager();

  /** Records a step by keeping it. */
  private static final class Keeper implements GraphRecorder {

    private int recorded;
    private int replayed;
    private int open;

    @Override
    public <T> T within(Supplier<T> work) {
      return work.get();
    }

    @Override
    public Recording record(Runnable work) {
      recorded++;
      open++;
      return new Recording() {
        @Override
        public void replay() {
          replayed++;
          work.run();
        }

        @Override
        public void close() {
          open--;
        }
      };
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<String> names() {
    return Arrays.stream(Golden.NAMES);
  }

  /** The state of some rows, which begin at positions of their own with tokens of their own. */
  private static final class Rows {

    private long[] last = {5, 17, 31};
    private final long[] positions = {0, 0, 0};
    private final long[] tokens = new long[ROWS * TOKENS];
    private final float[] logprobs = new float[ROWS * TOKENS];

    static double[] uniforms(int from, int count) {
      double[] uniforms = new double[ROWS * count];
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < count; i++) {
          uniforms[row * count + i] = Key.of(1, "u").with(row).uniform(from + i);
        }
      }
      return uniforms;
    }

    void take(Draw draw, int from) {
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < draw.steps(); i++) {
          tokens[row * TOKENS + from + i] = draw.tokens()[row * draw.steps() + i];
          logprobs[row * TOKENS + from + i] = draw.logprobs()[row * draw.steps() + i];
        }
        last[row] = draw.tokens()[(row + 1) * draw.steps() - 1];
        positions[row] += draw.steps();
      }
    }

    long[] tokens(int row) {
      return Arrays.copyOfRange(tokens, row * TOKENS, (row + 1) * TOKENS);
    }
  }

  /** Tokens by the decoding whose shapes grow. */
  private Rows growing(LanguageModel model, Shaping shaping) {
    try (NDManager scope = manager.newSubManager()) {
      TokenSampler sampler = model.sampler(scope);
      KvCache cache = sampler.cache(ROWS, 128, scope);
      Rows rows = new Rows();
      for (int from = 0; from < TOKENS; from += CALL) {
        double[] uniforms = Rows.uniforms(from, CALL);
        rows.take(
            sampler.decode(scope, rows.last, rows.positions, uniforms, CALL, shaping, cache), from);
      }
      return rows;
    }
  }

  /** The same in steps of fixed shapes; {@code given} has -1 or the token that is forced. */
  private Rows fixed(LanguageModel model, Shaping shaping, Graphs graphs, long[] given) {
    try (NDManager scope = manager.newSubManager()) {
      TokenSampler sampler = model.sampler(scope);
      KvCache cache = sampler.cache(ROWS, StepDecoder.room(TOKENS), scope);
      try (StepDecoder steps = sampler.inSteps(shaping, CALL + 2, graphs, scope)) {
        Rows rows = new Rows();
        for (int from = 0; from < TOKENS; from += CALL) {
          double[] uniforms = Rows.uniforms(from, CALL);
          long[] forced = new long[ROWS * CALL];
          for (int row = 0; row < ROWS; row++) {
            System.arraycopy(given, from, forced, row * CALL, CALL);
          }
          rows.take(steps.decode(rows.last, rows.positions, uniforms, forced, CALL, cache), from);
        }
        return rows;
      }
    }
  }

  private static long[] nothingGiven() {
    long[] given = new long[TOKENS];
    Arrays.fill(given, -1);
    return given;
  }

  private static void assertSame(Rows expected, Rows found) {
    assertArrayEquals(expected.tokens, found.tokens);
    assertArrayEquals(expected.logprobs, found.logprobs, 1e-5f);
  }

  private static final Kernels OF_A_GPU =
      new Kernels(false, true, Kernels.Attention.CPU_FLASH, 1 << 20, true);

  @ParameterizedTest
  @MethodSource("names")
  void theTokensAreThoseOfTheOtherDecoding(String name) {
    try (Golden golden = new Golden(name, manager);
        Golden other = new Golden(name, OF_A_GPU, manager)) {
      Shaping[] shapings = {
        PLAIN, GREEDY, new Shaping(0.7, 12, 1, 0), new Shaping(1.3, 0, 0.8, 0.05)
      };
      for (Shaping shaping : shapings) {
        Rows expected = growing(golden.model, shaping);
        assertSame(expected, fixed(golden.model, shaping, Graphs.none(), nothingGiven()));
        assertSame(expected, fixed(other.model, shaping, Graphs.none(), nothingGiven()));
      }
    }
  }

  /** Sums over the vocabulary are taken in parts of 512 where their order must not vary. */
  @Test
  void aVocabularyOfSeveralPartsIsDrawnFromAlike() {
    ModelConfig.Attention attention =
        new ModelConfig.Attention(4, 2, 8, new Rope(10000, new Rope.Unscaled()));
    ModelConfig config =
        new ModelConfig(
            Architecture.QWEN2,
            1300,
            32,
            2,
            attention,
            64,
            List.of("q_proj", "k_proj", "v_proj"),
            1e-6,
            512,
            false,
            0.2,
            Head.TOKENS);
    Weights weights = Weights.random(config, Key.of(4, "wide"), DataType.FLOAT32, manager);
    List<Double> unscaled = Collections.nCopies(14, 0.0);
    try (Decoder decoder = new Decoder(config, DataType.FLOAT32, 0, Device.cpu());
        Decoder other = new Decoder(config, DataType.FLOAT32, unscaled, OF_A_GPU, Device.cpu())) {
      LanguageModel model = new LanguageModel(decoder, weights, Optional.empty(), manager);
      LanguageModel same = new LanguageModel(other, weights, Optional.empty(), manager);
      for (Shaping shaping :
          new Shaping[] {PLAIN, new Shaping(0.9, 700, 1, 0), new Shaping(1.2, 0, 0.9, 0)}) {
        Rows expected = growing(model, shaping);
        assertTrue(Arrays.stream(expected.tokens).max().orElseThrow() > 1024);
        assertSame(expected, fixed(same, shaping, Graphs.none(), nothingGiven()));
      }
    }
  }

  /** In bf16 few tokens agree for long, so one step is compared, from the same state. */
  @ParameterizedTest
  @MethodSource("names")
  void inBf16TheLogprobsAreThoseOfTheOtherDecoding(String name) {
    try (Golden golden = new Golden(name, manager);
        NDManager scope = manager.newSubManager()) {
      List<Float> logprobs = new ArrayList<>();
      for (Kernels kernels :
          List.of(Kernels.on(Device.cpu(), DataType.BFLOAT16, golden.config), OF_A_GPU)) {
        List<Double> scales = LoraAdapter.scales(golden.model.adapter(), golden.config);
        try (Decoder decoder =
            new Decoder(golden.config, DataType.BFLOAT16, scales, kernels, Device.cpu())) {
          LanguageModel model =
              new LanguageModel(decoder, golden.weights, golden.model.adapter(), manager);
          Rows rows =
              kernels.fixedSteps()
                  ? fixed(model, GREEDY, Graphs.none(), nothingGiven())
                  : growing(model, GREEDY);
          for (int row = 0; row < ROWS; row++) {
            logprobs.add(rows.logprobs[row * TOKENS]);
          }
        }
      }
      for (int row = 0; row < ROWS; row++) {
        assertEquals(logprobs.get(row), logprobs.get(ROWS + row), 0.1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "adapter-qwen3"})
  void aRecordedStepGivesTheSame(String name) {
    try (Golden golden = new Golden(name, OF_A_GPU, manager)) {
      Keeper keeper = new Keeper();
      Rows found = fixed(golden.model, PLAIN, new Graphs(Optional.of(keeper)), nothingGiven());
      assertSame(growing(golden.model, PLAIN), found);
      assertEquals(1, keeper.recorded);
      assertEquals(TOKENS - 2, keeper.replayed);
      assertEquals(0, keeper.open);
    }
  }

  @Test
  void givenTokensAreTakenAndTheNextOnesFollowThem() {
    try (Golden golden = new Golden("tied-4-2", OF_A_GPU, manager)) {
      long[] given = nothingGiven();
      given[6] = 40;
      given[7] = 41;
      given[8] = 42;
      Rows free = fixed(golden.model, PLAIN, Graphs.none(), nothingGiven());
      Rows found = fixed(golden.model, PLAIN, Graphs.none(), given);
      int[] followed = new int[10];
      for (int row = 0; row < ROWS; row++) {
        assertArrayEquals(Arrays.copyOf(free.tokens(row), 6), Arrays.copyOf(found.tokens(row), 6));
        assertArrayEquals(new long[] {40, 41, 42}, Arrays.copyOfRange(found.tokens(row), 6, 9));
        // the next token is the model's own after all these: the log-prob of the whole says so
        followed[0] = (int) new Rows().last[row];
        for (int i = 0; i < 9; i++) {
          followed[i + 1] = (int) found.tokens(row)[i];
        }
        try (NDManager scope = manager.newSubManager()) {
          TokenSequence whole =
              new TokenSequence(followed.clone(), new int[] {(int) found.tokens(row)[9]});
          float logprob =
              golden
                  .model
                  .logprobs(scope, List.of(whole), 1, PassMemory.DEFAULT)
                  .values()
                  .getFloat();
          assertEquals(logprob, found.logprobs[row * TOKENS + 9], 1e-5);
        }
      }
    }
  }

  @Test
  void recordingsEndWithTheCacheThatTheyWereMadeOn() {
    try (Golden golden = new Golden("tied-4-2", OF_A_GPU, manager);
        NDManager scope = manager.newSubManager()) {
      Keeper keeper = new Keeper();
      TokenSampler sampler = golden.model.sampler(scope);
      KvCache cache = sampler.cache(2, 32, scope);
      Graphs graphs = new Graphs(Optional.of(keeper));
      try (StepDecoder steps = sampler.inSteps(PLAIN, 4, graphs, scope)) {
        long[] none = {-1, -1, -1, -1, -1, -1, -1, -1};
        double[] uniforms = new double[8];
        steps.decode(new long[] {1, 2}, new long[] {0, 0}, uniforms, none, 4, cache);
        assertEquals(1, keeper.open);
        int made = scope.getManagedArrays().size();
        cache.grow(48);
        long[] at = {28, 28};
        steps.decode(new long[] {1, 2}, at, uniforms, none, 4, cache);
        assertEquals(2, keeper.recorded);
        assertEquals(1, keeper.open);
        cache.select(new int[] {1});
        long[] one = {-1, -1};
        steps.decode(new long[] {1}, new long[] {30}, new double[2], one, 2, cache);
        assertEquals(0, keeper.open); // the new shape has run but twice
        assertEquals(made, scope.getManagedArrays().size());
        assertThrows(
            IllegalArgumentException.class,
            () -> steps.decode(new long[] {1}, new long[] {47}, new double[2], one, 2, cache));
      }
    }
  }
}
