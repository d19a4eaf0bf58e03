package dev.waymark.cli;

import dev.waymark.cli.api.ConfigurationException;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.UnreachableException;
import dev.waymark.cli.git.GitException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Tells what can go wrong in one message. What nobody foresaw keeps its stack trace.
final class Failure implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) throws Exception {
        return switch (failure) {
            case ConfigurationException wrong -> tell(line, wrong, ExitCode.USAGE);
            case ProblemException refused -> tell(line, refused, ExitCode.SOFTWARE);
            case GitException refused -> tell(line, refused, ExitCode.SOFTWARE);
            case UnreachableException lost -> tell(line, lost, ExitCode.SOFTWARE);
            case FileSystemException unusable ->
                tell(
                        line,
                        new IOException("cannot use the file " + unusable.getMessage(), unusable),
                        ExitCode.SOFTWARE);
            default -> throw failure;
        };
    }

    private static int tell(CommandLine line, Exception failure, int exitCode) {
        line.getErr().println(line.getColorScheme().errorText("waymark: " + failure.getMessage()));
        return exitCode;
    }
}
