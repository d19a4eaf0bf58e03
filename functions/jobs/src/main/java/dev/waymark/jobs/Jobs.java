package dev.waymark.jobs;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Every job, by its name.
@Singleton
public final class Jobs {
    private final Map<String, Job> byName;

    Jobs(Collection<Job> jobs) {
        this.byName = jobs.stream().collect(Collectors.toUnmodifiableMap(Job::name, Function.identity()));
    }

    /// The job of that name.
    ///
    /// @throws IllegalArgumentException where there is none, naming those that there are
    public Job named(String name) {
        Job job = byName.get(name);
        if (job == null) {
            throw new IllegalArgumentException("there is no job " + name + " but "
                    + byName.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return job;
    }
}
