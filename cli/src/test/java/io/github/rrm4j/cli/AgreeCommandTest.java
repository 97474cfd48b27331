package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreeCommandTest {

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String verdicts(int right) {
    StringBuilder lines = new StringBuilder();
    for (int id = 0; id < 20; id++) {
      lines.append("{\"id\": \"").append(id).append("\", \"verdict\": ");
      lines.append(id < right ? 1 : 2).append("}\n");
    }
    return lines.toString();
  }

  private static String labels() {
    StringBuilder lines = new StringBuilder("id,annotator1,annotator2\n");
    for (int id = 0; id < 20; id++) {
      lines.append(id).append(",1,").append(id < 18 ? 1 : 2).append('\n');
    }
    return lines.toString();
  }

  @Test
  void aJudgeBesidePeopleIsAPageToo() throws IOException {
    Path judge = write("verdicts.jsonl", verdicts(15));
    Path before = write("before.jsonl", verdicts(5));
    Path people = write("people.csv", labels());
    Path output = folder.resolve("agreed");
    Invocation done =
        Invocation.of(
            "agree",
            "--judge",
            judge.toString(),
            "--human",
            people.toString(),
            "--before",
            before.toString(),
            "--output",
            output.toString());
    assertEquals(0, done.code(), done.err());
    assertTrue(done.out().contains("20 pairs that the judge and 2 people"), done.out());
    assertTrue(done.out().contains("pairs without a majority of the people: 2"), done.out());
    assertTrue(done.out().contains("Krippendorff's alpha, nominal"), done.out());
    assertTrue(done.out().contains("accuracy before"), done.out());

    Invocation page = Invocation.of("report", output.toString());
    assertEquals(0, page.code(), page.err());
    String html = Files.readString(output.resolve("report.html"));
    assertTrue(html.contains("Agreement with people"));
    assertTrue(html.contains("Against the earlier version"));
    assertTrue(html.contains("pairs without a majority of the people: 2"));
  }

  @Test
  void mistakesAreToldInOneLine() throws IOException {
    Path judge = write("verdicts.jsonl", verdicts(15));
    Path strangers = write("strangers.csv", "id,label\nx,1\n");
    Invocation apart =
        Invocation.of("agree", "--judge", judge.toString(), "--human", strangers.toString());
    assertEquals(2, apart.code());
    assertTrue(apart.err().contains("no pair in common (20 and 1 pairs)"), apart.err());
    Invocation missing =
        Invocation.of("agree", "--judge", folder.toString(), "--human", strangers.toString());
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("judgements.jsonl: is missing"), missing.err());
    assertFalse(missing.err().contains("\tat "), missing.err());
  }
}
