package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.rollout.Sampling;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in {@code examples/} compiles against this module and runs on a judge. */
class ExampleTest {

  @TempDir Path folder;

  private static Path example() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    return root.resolve("examples/judge-a-pair");
  }

  private Path compiled(Path source) {
    Path classes = folder.resolve("classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        compiler.run(
            null,
            said,
            said,
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
    return classes;
  }

  private Path judge() throws Exception {
    Path model = folder.resolve("model");
    TinyJudge.write(model, new Sampling(1, 6));
    return model;
  }

  private static synchronized String printed(Path classes, String name, String... arguments)
      throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ExampleTest.class.getClassLoader())) {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theExampleCompilesAndRuns() throws Exception {
    Path classes = compiled(example().resolve("src/main/java/JudgeAPair.java"));
    String said = printed(classes, "JudgeAPair", judge().toString());
    assertTrue(said.contains("the orders agree: "), said);
    assertTrue(said.contains("best: "), said);
  }

  @Test
  void theSnippetOfTheReadmeCompilesAndRuns() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(
        "import io.github.rrm4j.judging.*; import java.nio.file.Path; import java.util.List;");
    lines.add("public class Snippet { public static void main(String[] a) {");
    try (Stream<String> snippet = Files.lines(example().resolve("readme-snippet.txt"))) {
      snippet.map(line -> line.replace("\"runs/quickstart\"", "a[0]")).forEach(lines::add);
    }
    lines.add("} }");
    Path source = Files.write(folder.resolve("Snippet.java"), lines);
    String said = printed(compiled(source), "Snippet", judge().toString());
    assertEquals(3, Math.min(3, said.lines().count()), said);
  }

  @Test
  void theProjectDependsOnThisModule() throws Exception {
    String pom = Files.readString(example().resolve("pom.xml"));
    String own = Files.readString(example().resolveSibling("../judging/pom.xml").normalize());
    String flat = pom.replaceAll("\\s+", "");
    assertTrue(
        flat.contains(
            "<groupId>io.github.rrm4j</groupId><artifactId>rrm4j-judging</artifactId><version>${rrm4j.version}</version>"),
        pom);
    assertTrue(own.contains("<artifactId>rrm4j-judging</artifactId>"));
    String version = own.replaceAll("(?s).*?<version>([^<]*)</version>.*", "$1");
    assertTrue(flat.contains("<rrm4j.version>" + version + "</rrm4j.version>"), version);
  }
}
