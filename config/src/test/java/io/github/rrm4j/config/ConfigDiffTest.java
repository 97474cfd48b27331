package io.github.rrm4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {
  @Test
  void changedKeysAreListedInTheirOrder() {
    String before = "a: {x: 1, y: [a, b], old: 3}\nb: {z: null}\n";
    String after = "b: {z: 'text'}\na: {y: [a], x: 2, new: true}\n";
    assertEquals(
        List.of(
            "a.x: 1 -> 2",
            "a.y: [a, b] -> [a]",
            "a.old: 3 -> (absent)",
            "b.z: null -> text",
            "a.new: (absent) -> true"),
        ConfigDiff.between(before, after));
  }

  @Test
  void numbersAreWrittenOut() {
    assertEquals(
        List.of("a: 50 -> 4800", "b: 0.00006 -> 1E+400", "c: -1200 -> 0"),
        ConfigDiff.between("a: 50\nb: 6e-5\nc: -1.2e3", "a: 4.8e3\nb: 1e400\nc: 0.00"));
  }

  @Test
  void spellingIsNotAChange() {
    assertEquals(
        List.of(),
        ConfigDiff.between(
            "a: 6e-5\nb: 1_000\nc: word\nd: ~\ne: 0.0\nf: [1e3]",
            "a: 0.00006\nb: 1e3\nc: 'word'\nd:\ne: 0\nf:\n- 1000"));
  }
}
