package dev.waymark.cli.print;

/// Times of the API, which are ISO-8601 in UTC.
final class Moments {
    private Moments() {}

    /// To the second, without the letters: `2026-11-20 10:00:02`. What is no such time stays as it is.
    static String shortTime(String time) {
        return time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*")
                ? time.substring(0, 10) + " " + time.substring(11, 19)
                : PlainText.firstLine(time);
    }
}
