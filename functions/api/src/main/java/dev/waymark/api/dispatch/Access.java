package dev.waymark.api.dispatch;

import dev.waymark.caller.Scope;
import dev.waymark.problem.Problem;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Who may call an operation. One without this annotation takes calls without a key.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(
        responseCode = "4XX",
        description = "A problem",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
public @interface Access {
    /// The scope that the key must have.
    Scope value();

    /// Whether keys that are restricted to an agent may call; row security then narrows what they see.
    boolean agentKeys() default false;

    /// Whether keys that are restricted to an end user may call; row security then narrows what they see.
    boolean userKeys() default false;
}
