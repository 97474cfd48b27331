package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chat templates of real models, which are not ours to keep here.
 *
 * <p>Put each as {@code NAME.jinja} into a folder (the file chat_template.jinja of a model, or the
 * text chat_template of its tokenizer_config.json), let transformers render them, and run this
 * test:
 *
 * <pre>
 *   python3 model/src/test/python/make_template_golden.py FOLDER --real
 *   ./mvnw -pl model -am test -Dtest=RealTemplatesTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Drrm.realTemplates=FOLDER
 * </pre>
 */
@EnabledIfSystemProperty(named = "rrm.realTemplates", matches = ".+")
class RealTemplatesTest {

  @Test
  void realTemplatesAreRenderedAsTransformersDoes(@TempDir Path model) throws IOException {
    Path folder = Path.of(System.getProperty("rrm.realTemplates"));
    Map<String, Integer> checked = new GoldenConversations(folder).check(model);
    assertFalse(checked.isEmpty());
    checked.forEach((name, cases) -> System.out.println(name + ": " + cases + " cases"));
  }
}
