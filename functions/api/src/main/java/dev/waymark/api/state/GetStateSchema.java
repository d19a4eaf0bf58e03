package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.state.Partition;
import dev.waymark.state.StateSchema;
import dev.waymark.state.StateSchemaRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads the schema of a partition.
@Controller("/v1/agents")
final class GetStateSchema {
    private final StateSchemaRepository schemas;

    GetStateSchema(StateSchemaRepository schemas) {
        this.schemas = schemas;
    }

    /// Reads the schema of a partition of an agent's states.
    @Get("/{name}/state-schemas/{partition}")
    @Access(value = Scope.READ, agentKeys = true)
    StateSchema get(@PathVariable String name, @PathVariable Partition partition) {
        return schemas.find(name, partition.word())
                .map(StateSchema::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "this partition has no schema"));
    }
}
