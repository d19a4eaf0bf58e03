package dev.waymark.evaluation;

import dev.waymark.paging.Paging;
import io.micronaut.core.annotation.Introspected;
import java.util.List;

/// What judging several steps answers.
///
/// @param items without indicators and changes where these are larger than an answer; in the order in which the steps
/// were named, or stand in the command
/// @param remaining how many executed steps without an evaluation wait for another call
@Introspected
public record EvaluatedSteps(List<Evaluation> items, long remaining) {

    /// All of them, without their evidence where that is larger than an answer.
    public static EvaluatedSteps of(List<Evaluation> items, long remaining) {
        long bytes = items.stream().mapToLong(Evaluation::weight).sum();
        return new EvaluatedSteps(
                bytes <= Paging.BUDGET_BYTES
                        ? items
                        : items.stream().map(Evaluation::receipt).toList(),
                remaining);
    }
}
