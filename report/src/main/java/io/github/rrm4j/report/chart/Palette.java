package io.github.rrm4j.report.chart;

import io.github.rrm4j.contracts.Text;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;

/** The colors and strokes of lines, on the page and in files. */
public final class Palette {

  static final Color INK = new Color(0x475569);
  static final Color GRID = new Color(0xE2E8F0);
  static final Color REFERENCE = new Color(0x64748B);
  static final Color TICKS = new Color(0x64748B);

  static final List<Color> COLORS =
      List.of(
          new Color(0x2563EB),
          new Color(0xD97706),
          new Color(0x059669),
          new Color(0x9333EA),
          new Color(0xDC2626),
          new Color(0x0891B2),
          new Color(0x5C940D),
          new Color(0xDB2777));

  private Palette() {}

  public static Color of(Figure.Line line) {
    return line.style() == Figure.Style.REFERENCE
        ? REFERENCE
        : COLORS.get(line.color() % COLORS.size());
  }

  /** Mixed with white rather than transparent: segments overlap at their ends. */
  static Color pale(Color color) {
    return new Color(
        (color.getRed() + 2 * 255) / 3,
        (color.getGreen() + 2 * 255) / 3,
        (color.getBlue() + 2 * 255) / 3);
  }

  static Color shade(Color color) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), 40);
  }

  public static String css(Color color) {
    return Text.format("#%06x", color.getRGB() & 0xFFFFFF);
  }

  static BasicStroke stroke(Figure.Style style, float width) {
    float[] dashes =
        switch (style) {
          case DASHED -> new float[] {7, 5};
          case DOTTED -> new float[] {2, 4};
          case REFERENCE -> new float[] {4, 4};
          default -> null;
        };
    int cap = dashes == null ? BasicStroke.CAP_ROUND : BasicStroke.CAP_BUTT;
    return new BasicStroke(width, cap, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }
}
