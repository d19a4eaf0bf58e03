package dev.waymark.api.suite;

import dev.waymark.api.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Sends requests at once, each from a thread of its own. It takes every connection of a family and waits for no
/// longer than a function does, so a class that races is `@Isolated`.
final class Race implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<Functions.Answer>> answers = new ArrayList<>();

    /// Starts `racers` threads; each sends the request that its number stands for.
    static Race start(int racers, IntFunction<Functions.Answer> request) {
        var race = new Race();
        for (int racer = 0; racer < racers; racer++) {
            int number = racer;
            race.answers.add(race.threads.submit(() -> request.apply(number)));
        }
        return race;
    }

    /// What all of them were answered, in the order of their numbers.
    List<Functions.Answer> answers() {
        return answers.stream().map(Race::get).toList();
    }

    private static Functions.Answer get(Future<Functions.Answer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
