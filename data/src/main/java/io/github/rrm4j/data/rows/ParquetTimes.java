package io.github.rrm4j.data.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Dates and times of Parquet as text: {@code 2024-02-29}, {@code 01:02:03.5}, {@code 2024-02-29
 * 01:02:03.5}, with {@code +00} behind it where it is an instant, and {@code (BC)} behind the date
 * of a year before the first. No zone but UTC is asked for.
 */
final class ParquetTimes {

  private static final long NANOS = 1_000_000_000L;

  /** The day that Julian days of INT96 count from. */
  private static final long JULIAN_EPOCH = 2_440_588L;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private ParquetTimes() {}

  /** Days since 1970. */
  static String date(long days) {
    LocalDate date = LocalDate.ofEpochDay(days);
    int year = date.getYear();
    String text = date.withYear(4).toString().substring(4);
    if (date.getMonthValue() == 2 && date.getDayOfMonth() == 29) {
      text = "-02-29";
    }
    String digits = String.valueOf(year > 0 ? year : 1 - year);
    return "0".repeat(Math.max(0, 4 - digits.length())) + digits + text + (year > 0 ? "" : " (BC)");
  }

  /** Units since midnight. */
  static String time(long count, TimeUnit unit) {
    return TIME.format(LocalTime.ofNanoOfDay(unit.toNanos(count)));
  }

  /** Units since 1970. */
  static String timestamp(long count, TimeUnit unit) {
    long second = unit.convert(1, TimeUnit.SECONDS);
    return timestamp(Math.floorDiv(count, second), Math.floorMod(count, second) * (NANOS / second));
  }

  /** The old timestamp of Impala and Spark: nanoseconds of the day, Julian day. */
  static String int96(ByteBuffer bytes) {
    ByteBuffer little = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = little.getLong();
    long days = little.getInt() - JULIAN_EPOCH;
    return timestamp(days * 86_400L + Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /** Months, days and milliseconds. */
  static String interval(ByteBuffer bytes) {
    ByteBuffer little = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long months = Integer.toUnsignedLong(little.getInt());
    long days = Integer.toUnsignedLong(little.getInt());
    long millis = Integer.toUnsignedLong(little.getInt());
    List<String> parts = new ArrayList<>();
    count(parts, months / 12, "year");
    count(parts, months % 12, "month");
    count(parts, days, "day");
    if (millis > 0 || parts.isEmpty()) {
      long hours = millis / 3_600_000L;
      parts.add(
          (hours < 10 ? "0" : "")
              + hours
              + time(millis % 3_600_000L, TimeUnit.MILLISECONDS).substring(2));
    }
    return String.join(" ", parts);
  }

  private static void count(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what + (count == 1 ? "" : "s"));
    }
  }

  private static String timestamp(long seconds, long nanos) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, (int) nanos, ZoneOffset.UTC);
    return date(time.toLocalDate().toEpochDay()) + " " + TIME.format(time);
  }
}
