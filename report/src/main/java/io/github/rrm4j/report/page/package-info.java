/**
 * The engine of all pages: whoever has something to show makes {@link
 * io.github.rrm4j.report.page.Section sections} of {@link io.github.rrm4j.report.page.Part parts}
 * and hands them to a {@link io.github.rrm4j.report.page.ReportPage}.
 *
 * <pre>
 *   Parts --SectionList--> Sections --ReportPage--> HTML (SectionWriter, TableWriter, FigureWriter)
 *                                               --> Markdown (MarkdownWriter)
 * </pre>
 *
 * <p>Text is escaped in {@link io.github.rrm4j.report.page.Html} and nowhere else; what a page
 * looks like is in {@code report.css}, in light and dark, on a phone and on paper. A new kind of
 * content is a new part.
 */
package io.github.rrm4j.report.page;
