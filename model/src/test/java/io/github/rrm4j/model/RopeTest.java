package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frequencies by hand; the whole models are held against transformers in GoldenTest. */
class RopeTest {

  @TempDir private Path folder;

  @Test
  void withoutScalingFrequenciesFallFromOneByPowersOfTheBase() throws IOException {
    assertArrayEquals(
        new float[] {1, 0.1f, 0.01f, 0.001f},
        read("{\"rope_theta\": 10000}").frequencies(8),
        1e-9f);
  }

  @Test
  void llamaKeepsShortWavesStretchesLongOnesAndBlendsBetween() throws IOException {
    float[] found =
        read("""
                {"rope_theta": 10000, "rope_type": "llama3", "factor": 8, "low_freq_factor": 1,
                 "high_freq_factor": 4, "original_max_position_embeddings": 100}
                """)
            .frequencies(8);
    // wavelengths 6.28, 62.8, 628, 6283; 100 / 4 = 25 and 100 / 1 = 100 divide them
    double smooth = (100 / (2 * Math.PI / 0.1) - 1) / 3;
    double blended = (1 - smooth) * 0.1 / 8 + smooth * 0.1;
    assertArrayEquals(new float[] {1, (float) blended, 0.01f / 8, 0.001f / 8}, found, 1e-8f);
  }

  @Test
  void yarnDividesSlowFrequenciesByTheFactorWithARampBetween() throws IOException {
    // A pair turns n times within the original positions at i = 8 ln(original / 2 pi n) / 2
    // ln(theta).
    Rope rope =
        read(
            """
            {"rope_theta": 10000, "rope_type": "yarn", "factor": 4, "beta_fast": 100, "beta_slow": 1,
             "original_max_position_embeddings": 6283}
            """);
    // once: 8 * 3 / 8 = 3 less a little, rounded up to 3; 100 times: 1 less a little, down to 0
    assertArrayEquals(
        new float[] {
          1,
          (float) (0.1 * (2 / 3.0 + 1 / 3.0 / 4)),
          (float) (0.01 * (1 / 3.0 + 2 / 3.0 / 4)),
          0.001f / 4
        },
        rope.frequencies(8),
        1e-8f);
    assertEquals(0.1 * Math.log(4) + 1, rope.attentionFactor(), 1e-12);
  }

  @Test
  void theAttentionFactorOfYarnMayBeGivenOrFollowFromTwoScales() throws IOException {
    String yarn = "{\"rope_type\": \"yarn\", \"factor\": 40, ";
    assertEquals(1.5, read(yarn + "\"attention_factor\": 1.5}").attentionFactor());
    assertEquals(
        (0.1 * 0.7 * Math.log(40) + 1) / (0.1 * 2 * Math.log(40) + 1),
        read(yarn + "\"mscale\": 0.7, \"mscale_all_dim\": 2}").attentionFactor(),
        1e-12);
    assertEquals(1, read("{\"rope_theta\": 3}").attentionFactor());
  }

  private Rope read(String parameters) throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(
        file, "{\"max_position_embeddings\": 64, \"rope_parameters\": " + parameters + "}");
    return Rope.read(ConfigJson.read(file));
  }
}
