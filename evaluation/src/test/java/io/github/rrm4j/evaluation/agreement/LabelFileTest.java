package io.github.rrm4j.evaluation.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFileTest {

  @TempDir Path folder;

  private HumanLabels read(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, String.join("\n", lines) + "\n");
    return HumanLabels.read(file);
  }

  private static Map<String, Label> first(HumanLabels labels) {
    return labels.pairs().get(0).labels();
  }

  @Test
  void allFormsSayTheSame() throws IOException {
    Map<String, Label> ann = Map.of("ann", Label.FIRST, "bob", Label.TIE);
    assertEquals(ann, first(read("long.csv", "id,annotator,label", "7,ann,A>B", "7,bob,tie")));
    assertEquals(
        ann, first(read("map.jsonl", "{\"id\":7,\"labels\":{\"ann\":1,\"bob\":\"tie\"}}")));
    assertEquals(
        Map.of("annotator1", Label.FIRST, "annotator2", Label.TIE, "annotator3", Label.SECOND),
        first(
            read("wide.jsonl", "{\"idx\":7,\"annotator1\":1,\"annotator2\":0,\"annotator3\":2}")));
    assertEquals(
        Map.of("annotator1", Label.SECOND, "annotator2", Label.FIRST),
        first(read("list.jsonl", "{\"id\":7,\"labels\":[2,\"first\"]}")));
    assertEquals(
        Map.of(HumanLabels.PERSON, Label.SECOND), first(read("one.csv", "id,label", "7,B")));
  }

  @Test
  void whatIsLeftOutIsCounted() throws IOException {
    HumanLabels labels =
        read(
            "labels.csv",
            "id,annotator,label,mood",
            "1,ann,first,good",
            "1,ann,A,good", // again
            "1,bob,maybe,good", // unknown
            "2,ann,first,good",
            "2,ann,second,good", // contradicts
            "2,bob,second,good",
            "3,ann,,good"); // empty, and the pair has nothing else
    assertEquals(2, labels.pairs().size());
    assertEquals(Map.of("ann", Label.FIRST), first(labels));
    assertEquals(Map.of("bob", Label.SECOND), labels.pairs().get(1).labels());
    String told = String.join("\n", labels.remarks());
    for (String part :
        List.of(
            "labels left out that are none of first, second and tie: 1 (first: ",
            "row 3: \"maybe\")",
            "empty labels, whose annotators left the pair out: 1",
            "labels that stand twice with the same word and count once: 1",
            "whose annotator says two things of one pair: 1 (first: ann on 2)",
            "pairs left out without any label: 1",
            "mood")) {
      assertTrue(told.contains(part), part + " in " + told);
    }
  }

  @Test
  void aSwappedRowIsTurnedBackWithItsTexts() throws IOException {
    HumanLabels labels =
        read(
            "swapped.jsonl",
            "{\"id\":1,\"order\":\"swapped\",\"label\":1,\"prompt\":\"q\",\"response_1\":\"b\",\"response_2\":\"a\",\"language\":\"de\"}");
    LabelledPair pair = labels.pairs().get(0);
    assertEquals(Map.of(HumanLabels.PERSON, Label.SECOND), pair.labels());
    assertEquals("a", pair.texts().orElseThrow().first());
    assertEquals(Optional.of("de"), pair.language());
  }

  @Test
  void aFileWithoutLabelsIsRefused() {
    InvalidInput none =
        assertThrows(InvalidInput.class, () -> read("none.csv", "id,label", "1,", "2,what"));
    assertTrue(none.getMessage().contains("holds no label of a person"), none.getMessage());
    InvalidInput missing =
        assertThrows(InvalidInput.class, () -> read("other.csv", "id,text", "1,x"));
    assertTrue(missing.getMessage().contains("has no label"), missing.getMessage());
  }

  @Test
  void theMajorityIsTheLabelThatMostChose() {
    assertEquals(Optional.of(Label.TIE), of(Label.TIE, Label.TIE, Label.FIRST).majority());
    assertEquals(Optional.empty(), of(Label.TIE, Label.FIRST, Label.SECOND).majority());
    assertEquals(
        Optional.of(Label.TIE), of(Label.TIE, Label.TIE, Label.FIRST).majorityWithout("2"));
    assertEquals(Optional.empty(), of(Label.TIE, Label.TIE, Label.FIRST).majorityWithout("0"));
  }

  private static LabelledPair of(Label... labels) {
    Map<String, Label> named = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i++) {
      named.put(String.valueOf(i), labels[i]);
    }
    return new LabelledPair("x", Optional.empty(), Optional.empty(), Optional.empty(), named);
  }
}
