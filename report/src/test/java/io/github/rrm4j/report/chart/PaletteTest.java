package io.github.rrm4j.report.chart;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Marks stand out from their ground by 3 to 1 (WCAG 2.2, 1.4.11): lines, dots, bars, references and
 * ticks. Grids, the shade of an interval and the pale points under a moving average say nothing
 * that a mark does not say too.
 */
class PaletteTest {

  private static final double LEAST = 3;

  /** What the style sheet does to charts where the page is dark. */
  private static final String FILTER =
      "filter: invert(1) hue-rotate(180deg) brightness(1.25); mix-blend-mode: screen;";

  private static List<Color> marks() {
    List<Color> marks = new ArrayList<>(Palette.COLORS);
    marks.addAll(List.of(Palette.INK, Palette.REFERENCE, Palette.TICKS));
    return marks;
  }

  @Test
  void marksStandOutFromWhiteAndFromThePaleGroundOfThePoster() {
    for (Color ground : List.of(Color.WHITE, new Color(0xF8FAFC))) {
      for (Color mark : marks()) {
        double contrast = contrast(rgb(mark), rgb(ground));
        assertTrue(contrast >= LEAST, Palette.css(mark) + " " + contrast);
      }
    }
  }

  @Test
  void marksStandOutFromADarkPage() throws IOException {
    try (InputStream css = Chart.class.getResourceAsStream("../page/report.css")) {
      String style = new String(css.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(style.contains(FILTER) && style.contains("--paper: #111a2e"), "as here");
      assertTrue(style.contains("--ground: #0b1120"), "as here");
    }
    for (int dark : new int[] {0x111A2E, 0x0B1120}) {
      double[] paper = rgb(new Color(dark));
      for (Color mark : marks()) {
        double contrast = contrast(filtered(rgb(mark), paper), paper);
        assertTrue(contrast >= LEAST, Palette.css(mark) + " " + contrast);
      }
    }
  }

  private static double[] rgb(Color color) {
    return new double[] {color.getRed() / 255.0, color.getGreen() / 255.0, color.getBlue() / 255.0};
  }

  /** Source: W3C Filter Effects, hueRotate of 180 degrees; Compositing, screen. */
  private static double[] filtered(double[] color, double[] paper) {
    double[] luma = {0.213, 0.715, 0.072};
    double gray = 0;
    for (int i = 0; i < 3; i++) {
      gray += luma[i] * (1 - color[i]);
    }
    double[] result = new double[3];
    for (int i = 0; i < 3; i++) {
      double turned = clamped(2 * gray - (1 - color[i]));
      result[i] = 1 - (1 - clamped(1.25 * turned)) * (1 - paper[i]);
    }
    return result;
  }

  private static double clamped(double value) {
    return Math.max(0, Math.min(1, value));
  }

  private static double contrast(double[] one, double[] other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(double[] color) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double v = color[i];
      sum += weights[i] * (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
