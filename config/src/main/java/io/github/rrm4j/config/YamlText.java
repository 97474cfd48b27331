package io.github.rrm4j.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import io.github.rrm4j.contracts.InvalidInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * One YAML document as {@link ConfigNode}s with their places.
 *
 * <p>Source: YAML 1.2 core schema. Differs: scalars are interpreted by who reads them; tags and the
 * merge key {@code <<} are refused; a key that is given twice is a problem.
 */
final class YamlText {
  private static final int MAX_CHARACTERS = 1 << 20;

  /** With at most 20 aliases of collections a document cannot unfold to millions of nodes. */
  private static final int MAX_ALIASES = 20;

  private final SourceLocation place;
  private final Problems problems;
  private final Set<Node> ancestors = Collections.newSetFromMap(new IdentityHashMap<>());

  private YamlText(SourceLocation place, Problems problems) {
    this.place = place;
    this.problems = problems;
  }

  /**
   * A whole file. An empty one is an empty section.
   *
   * @throws InvalidInput when it is not YAML or not a section at its top
   */
  static Section file(int layer, String source, String text, Problems problems) {
    SourceLocation start = new SourceLocation(layer, source, 1);
    ConfigNode root = new YamlText(start, problems).parsed(text);
    if (root instanceof Section section) {
      return section;
    }
    if (root instanceof Scalar scalar && scalar.isNull()) {
      return new Section(start, Map.of());
    }
    throw new InvalidInput(
        root.place() + ": the file is " + root.shown() + ", must be sections with keys");
  }

  /**
   * One value that stands outside of a file, so that all its nodes have one place.
   *
   * @throws InvalidInput when it is not YAML
   */
  static ConfigNode value(SourceLocation place, String text, Problems problems) {
    return new YamlText(place, problems).parsed(text);
  }

  private ConfigNode parsed(String text) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(MAX_CHARACTERS);
      options.setMaxAliasesForCollections(MAX_ALIASES);
      Composer composer =
          new Composer(
              new ParserImpl(new StreamReader(text), options), new NothingImplicit(), options);
      Node root = composer.getSingleNode();
      return root == null ? new Scalar(place, "", true) : converted("", at(root), root);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw notYaml(atLine(line), e.getProblem(), e);
    } catch (YAMLException e) {
      throw notYaml(place, e.getMessage(), e);
    }
  }

  private static InvalidInput notYaml(SourceLocation where, String reason, YAMLException cause) {
    String meaning = YamlReason.of(String.valueOf(reason));
    return new InvalidInput(
        where + ": not valid YAML: " + meaning + "; correct the line or quote the text", cause);
  }

  private ConfigNode converted(String path, SourceLocation where, Node node) {
    if (!ancestors.add(node)) {
      problems.add(where, path, "contains itself, must not: remove the alias");
      return new Scalar(where, "", true);
    }
    if (!List.of(Tag.STR, Tag.SEQ, Tag.MAP).contains(node.getTag())) {
      problems.add(where, path, "has the tag " + node.getTag() + ", must have none: remove it");
    }
    ConfigNode result;
    if (node instanceof MappingNode mapping) {
      result = section(path, where, mapping);
    } else if (node instanceof SequenceNode sequence) {
      List<ConfigNode> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(converted(path + "[" + items.size() + "]", at(item), item));
      }
      result = new Items(where, items);
    } else {
      ScalarNode scalar = (ScalarNode) node;
      String text = scalar.getValue();
      String whole = new String(text.getBytes(UTF_8), UTF_8).replace("\0", "");
      if (!whole.equals(text)) {
        String name = path.isEmpty() ? "a text" : path;
        problems.add(where, name + " holds the character \\0 or half of one, remove it");
      }
      result = new Scalar(where, whole, scalar.getScalarStyle() == ScalarStyle.PLAIN);
    }
    ancestors.remove(node);
    return result;
  }

  private Section section(String path, SourceLocation where, MappingNode mapping) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      SourceLocation line = at(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        problems.add(line, "a key is a list or a section, must be a name");
        continue;
      }
      String key = keyNode.getValue();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      ConfigNode earlier = entries.get(key);
      if (earlier != null) {
        problems.add(line, keyPath + " is given twice" + firstOf(earlier) + ", keep one of them");
        continue;
      }
      entries.put(key, converted(keyPath, line, tuple.getValueNode()));
    }
    return new Section(where, entries);
  }

  private static String firstOf(ConfigNode earlier) {
    int line = earlier.place().line();
    return line > 0 ? " (first on line " + line + ")" : "";
  }

  private SourceLocation at(Node node) {
    return atLine(node.getStartMark().getLine() + 1);
  }

  private SourceLocation atLine(int line) {
    return place.line() == 0 ? place : new SourceLocation(place.layer(), place.source(), line);
  }

  /**
   * Leaves every plain scalar as text: {@code no} is not a flag and {@code 1e3} is not a string.
   */
  private static final class NothingImplicit extends Resolver {
    @Override
    protected void addImplicitResolvers() {}
  }
}
