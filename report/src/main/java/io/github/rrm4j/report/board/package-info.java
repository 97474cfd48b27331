/**
 * Pages on the runs, evaluations and sweeps below a folder, for a browser that asks a server for
 * them: what there is, how it stands, its judgements, and two judgements of a pair side by side.
 */
package io.github.rrm4j.report.board;
