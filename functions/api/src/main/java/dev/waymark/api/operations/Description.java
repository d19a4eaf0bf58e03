package dev.waymark.api.operations;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/// What the OpenAPI description says of the API as a whole.
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Waymark",
                        version = "0.1.0",
                        description = "Execution ledger and state store for AI agents",
                        license = @License(name = "Apache-2.0")),
        security = @SecurityRequirement(name = "api_key"))
@SecurityScheme(name = "api_key", type = SecuritySchemeType.HTTP, scheme = "bearer")
final class Description {
    private Description() {}
}
