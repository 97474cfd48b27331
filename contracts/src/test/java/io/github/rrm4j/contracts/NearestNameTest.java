package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  @ParameterizedTest
  @CsvSource({"ab, ba, 1", "kitten, sitting, 3", "'', abc, 3", "abc, abc, 0", "ca, abc, 3"})
  void distanceCountsTypingErrors(String a, String b, int distance) {
    assertEquals(distance, NearestName.distance(a, b));
    assertEquals(distance, NearestName.distance(b, a));
  }

  @Test
  void theSameSectionIsPreferredUnlessTheKeyIsExactElsewhere() {
    List<String> known = List.of("sft.steps", "grpo.step", "grpo.kl_coefficient", "sft.seed");
    assertEquals(Optional.of("grpo.step"), NearestName.ofPath("grpo.stap", known));
    assertEquals(Optional.of("sft.seed"), NearestName.ofPath("grpo.seed", known));
    assertEquals(Optional.empty(), NearestName.ofPath("grpo.lr", known));
  }
}
