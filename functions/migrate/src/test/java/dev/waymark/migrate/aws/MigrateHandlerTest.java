package dev.waymark.migrate.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.waymark.migrate.MigrationException;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrateHandlerTest {
    private final AtomicInteger runs = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {"Create", "Update"})
    void createAndUpdateMigrateAndAnswerSuccess(String type) throws IOException {
        try (var stack = new CloudFormationStandIn(0)) {
            handle(stack, type, runs::incrementAndGet);

            assertThat(runs).hasValue(1);
            assertThat(stack.answers()).singleElement().satisfies(taken -> {
                assertThat(taken.method()).isEqualTo("PUT");
                assertThat(taken.hasContentType()).isFalse();
                assertThat(taken.body().path("Status").asText()).isEqualTo("SUCCESS");
                assertThat(taken.body().path("PhysicalResourceId").asText()).isEqualTo("waymark-schema");
                assertThat(taken.body().path("StackId").asText()).isEqualTo("arn:stack/one");
                assertThat(taken.body().path("RequestId").asText()).isEqualTo("r-1");
                assertThat(taken.body().path("LogicalResourceId").asText()).isEqualTo("Schema");
            });
        }
    }

    @Test
    void deleteAnswersSuccessAndTouchesNothing() throws IOException {
        try (var stack = new CloudFormationStandIn(0)) {
            handle(stack, "Delete", runs::incrementAndGet);

            assertThat(runs).hasValue(0);
            assertThat(stack.answers())
                    .singleElement()
                    .satisfies(taken ->
                            assertThat(taken.body().path("Status").asText()).isEqualTo("SUCCESS"));
        }
    }

    @Test
    void aFailedMigrationAnswersFailedWithoutSqlOrSecrets() throws IOException {
        var cause = new SQLException("create table secrets (password 'hunter2')", "42501");
        try (var stack = new CloudFormationStandIn(0)) {
            handle(stack, "Create", () -> {
                throw new MigrationException("The migrations failed", cause);
            });

            assertThat(stack.answers()).singleElement().satisfies(taken -> {
                assertThat(taken.body().path("Status").asText()).isEqualTo("FAILED");
                assertThat(taken.body().path("Reason").asText()).isEqualTo("The migrations failed (SQLSTATE 42501)");
            });
        }
    }

    @Test
    void anUnforeseenFailureIsAnsweredToo() throws IOException {
        try (var stack = new CloudFormationStandIn(0)) {
            handle(stack, "Update", () -> {
                throw new IllegalStateException("hunter2");
            });

            assertThat(stack.answers()).singleElement().satisfies(taken -> {
                assertThat(taken.body().path("Status").asText()).isEqualTo("FAILED");
                assertThat(taken.body().toString()).doesNotContain("hunter2");
            });
        }
    }

    @Test
    void anAnswerThatIsRefusedIsSentAgain() throws IOException {
        try (var stack = new CloudFormationStandIn(2)) {
            handle(stack, "Delete", runs::incrementAndGet);

            assertThat(stack.answers()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatIsNeverTakenFailsTheInvocation() throws IOException {
        try (var stack = new CloudFormationStandIn(3)) {
            assertThatThrownBy(() -> handle(stack, "Delete", runs::incrementAndGet))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("503");
        }
    }

    private static void handle(CloudFormationStandIn stack, String type, Runnable deployment) throws IOException {
        new MigrateHandler(deployment)
                .handleRequest(stack.event(type), OutputStream.nullOutputStream(), new NoContext());
    }

    /// The handler needs nothing of it.
    private static final class NoContext implements Context {
        @Override
        public String getAwsRequestId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getLogGroupName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getLogStreamName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getFunctionName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getFunctionVersion() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getInvokedFunctionArn() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CognitoIdentity getIdentity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ClientContext getClientContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getRemainingTimeInMillis() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getMemoryLimitInMB() {
            throw new UnsupportedOperationException();
        }

        @Override
        public LambdaLogger getLogger() {
            throw new UnsupportedOperationException();
        }
    }
}
