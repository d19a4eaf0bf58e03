package dev.waymark.cli.run;

/// Is given the output of a program while it runs.
public interface Live {
    /// Takes none of it.
    Live NONE = new Live() {
        @Override
        public void stdout(byte[] bytes) {}

        @Override
        public void stderr(byte[] bytes) {}
    };

    /// Takes the next piece of its output.
    void stdout(byte[] bytes);

    /// Takes the next piece of what it wrote to its error stream.
    void stderr(byte[] bytes);
}
