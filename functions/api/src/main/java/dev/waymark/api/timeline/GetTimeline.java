package dev.waymark.api.timeline;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.command.CommandRepository;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.timeline.TimelineCipher;
import dev.waymark.timeline.TimelineEntry;
import dev.waymark.timeline.TimelinePage;
import dev.waymark.timeline.TimelineRepository;
import dev.waymark.timeline.TimelineRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Shows everything of a command in the order in which it was recorded: one statement a page.
@Controller("/v1/commands")
final class GetTimeline {
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private final TimelineRepository timeline;
    private final CommandRepository commands;
    private final Clock clock;
    private final TimelineCipher cipher;

    GetTimeline(TimelineRepository timeline, CommandRepository commands, Clock clock, TimelineCipher cipher) {
        this.timeline = timeline;
        this.commands = commands;
        this.clock = clock;
        this.cipher = cipher;
    }

    /// Shows everything of a command in the order in which it was recorded: one statement a page. With `wait_ms`, up to
    /// 20,000, it waits for something to show where nothing is yet, shows the news of steps too, and always says in
    /// `next_cursor` where to go on.
    @Get("/{id}/timeline")
    @Access(value = Scope.READ, agentKeys = true)
    Page<TimelineEntry> get(
            @PathVariable UUID id,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor,
            @QueryValue @Nullable String after,
            @QueryValue("wait_ms") @Nullable Integer waitMs) {
        if (cursor != null && after != null) {
            throw ProblemException.invalid(FieldError.of("after", "exclusive", "is another name for cursor"));
        }
        if (waitMs != null && (waitMs < 0 || waitMs > MAX_WAIT.toMillis())) {
            throw ProblemException.invalid(
                    FieldError.of("wait_ms", "range", "must be between 0 and " + MAX_WAIT.toMillis()));
        }
        int rows = Paging.limit(limit);
        Cursor.Place place = after == null
                ? Cursor.place(cursor, TimelinePage.START)
                : Cursor.place("after", after, TimelinePage.START);
        List<TimelineRow> page = read(id, place, waitMs != null, rows);
        if (page.isEmpty() && !commands.existsById(id)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such command");
        }
        if (waitMs == null) {
            return TimelinePage.of(page, rows, place, cipher);
        }
        if (page.isEmpty()) {
            page = awaited(id, place, rows, clock.instant().plusMillis(waitMs));
        }
        return TimelinePage.following(page, rows, place, cipher);
    }

    /// Looks again and again, holding no connection meanwhile: behind a pooler there is nobody to be notified.
    private List<TimelineRow> awaited(UUID id, Cursor.Place place, int rows, Instant until) {
        Duration pause = FIRST_PAUSE;
        while (clock.instant().isBefore(until)) {
            if (!paused(pause)) {
                return List.of();
            }
            if (commands.nextPosition(id)
                    .filter(next -> next > place.first() + 1)
                    .isPresent()) {
                List<TimelineRow> page = read(id, place, true, rows);
                if (!page.isEmpty()) {
                    return page;
                }
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return List.of();
    }

    private List<TimelineRow> read(UUID id, Cursor.Place place, boolean following, int rows) {
        return timeline.page(id, place.first(), place.second(), following, rows + 1, Paging.BUDGET_BYTES);
    }

    /// False when the function is to end now.
    private static boolean paused(Duration pause) {
        try {
            // a pooled connection is worth more than a thread that sleeps, and a poller cannot be woken through a
            // pooler
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
