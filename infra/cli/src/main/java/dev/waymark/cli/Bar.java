package dev.waymark.cli;

import dev.waymark.cli.ledger.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A progress bar on the error stream for what is done one after the other; draws nothing where
/// that is no terminal.
final class Bar implements Progress, AutoCloseable {
    private final ProgressBar bar;

    private Bar(ProgressBar bar) {
        this.bar = bar;
    }

    /// Runs `work`, with a bar where there is somebody to see it.
    static <T> T during(Session session, String name, java.util.function.Function<Progress, T> work) {
        return during(session, name, " steps", work);
    }

    /// The same for other things than steps.
    static <T> T during(Session session, String name, String unit, java.util.function.Function<Progress, T> work) {
        if (!session.screen().progress()) {
            return work.apply(Progress.NONE);
        }
        try (Bar bar = of(session, name, unit)) {
            return work.apply(bar);
        }
    }

    private static Bar of(Session session, String name, String unit) {
        return new Bar(new ProgressBarBuilder()
                .setTaskName(name)
                .setUnit(unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(0)
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(
                        session.err(), Math.max(40, session.screen().columns())))
                .build());
    }

    @Override
    public void at(int done, int total) {
        bar.maxHint(total);
        bar.stepTo(done);
    }

    @Override
    public void close() {
        bar.close();
    }
}
