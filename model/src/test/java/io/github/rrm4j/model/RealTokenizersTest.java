package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The tokenizers of real models, which are not ours to keep here.
 *
 * <p>Put tokenizer.json and tokenizer_config.json of each into a folder of its name, let
 * transformers encode the texts, and run this test:
 *
 * <pre>
 *   python3 model/src/test/python/make_tokenizer_golden.py FOLDER --real
 *   ./mvnw -pl model -am test -Dtest=RealTokenizersTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Drrm.realTokenizers=FOLDER
 * </pre>
 */
@EnabledIfSystemProperty(named = "rrm.realTokenizers", matches = ".+")
class RealTokenizersTest {

  @Test
  void realTokenizersGiveTheIdsOfTransformers() throws IOException {
    try (Stream<Path> list = Files.list(Path.of(System.getProperty("rrm.realTokenizers")))) {
      List<Path> folders = list.filter(Files::isDirectory).sorted().toList();
      assertFalse(folders.isEmpty());
      for (Path folder : folders) {
        System.out.println(folder.getFileName() + ": " + GoldenTexts.check(folder) + " texts");
      }
    }
  }
}
