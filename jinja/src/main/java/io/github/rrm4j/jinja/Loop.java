package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The variable {@code loop} inside a loop. */
final class Loop {

  private final List<Object> elements;
  private final int depth;
  private int index;
  private List<Object> lastChecked = List.of();

  /**
   * @param depth 0 for a loop in no other
   */
  Loop(List<Object> elements, int depth) {
    this.elements = elements;
    this.depth = depth;
  }

  void moveTo(int element) {
    index = element;
  }

  Optional<Object> attribute(String name) {
    int size = elements.size();
    return switch (name) {
      case "index" -> Optional.of(index + 1L);
      case "index0" -> Optional.of((long) index);
      case "revindex" -> Optional.of((long) size - index);
      case "revindex0" -> Optional.of(size - index - 1L);
      case "first" -> Optional.of(index == 0);
      case "last" -> Optional.of(index == size - 1);
      case "length" -> Optional.of((long) size);
      case "depth" -> Optional.of(depth + 1L);
      case "depth0" -> Optional.of((long) depth);
      case "previtem" -> index > 0 ? Optional.of(elements.get(index - 1)) : Optional.empty();
      case "nextitem" -> index + 1 < size ? Optional.of(elements.get(index + 1)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  Optional<Callable> method(String name) {
    return switch (name) {
      case "cycle" -> Optional.of(this::cycle);
      case "changed" -> Optional.of(this::changed);
      default -> Optional.empty();
    };
  }

  private Object cycle(Arguments arguments) {
    if (arguments.positional().isEmpty() || !arguments.named().isEmpty()) {
      throw new TemplateError("loop.cycle() needs values");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Object changed(Arguments arguments) {
    List<Object> before = lastChecked;
    lastChecked = new ArrayList<>(arguments.positional());
    return !Comparison.equal(before, lastChecked) || before.isEmpty();
  }
}
