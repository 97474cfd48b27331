/**
 * What runs, evaluations, scaling and stress wrote, as far as a report shows it.
 *
 * <p>{@link io.github.rrm4j.report.records.ReportInput} finds out what each folder holds. Files may
 * still be growing: a line that cannot be read is left out and counted ({@link
 * io.github.rrm4j.report.records.LenientLines}), an absent file is an empty one. Files of any
 * length are read with the memory of a few judgements ({@link
 * io.github.rrm4j.report.records.ReadJudgements}). Read {@code ReportInput} first.
 */
package io.github.rrm4j.report.records;
