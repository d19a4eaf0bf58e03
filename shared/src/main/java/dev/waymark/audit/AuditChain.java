package dev.waymark.audit;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether the audit trail of a command is as it was written.
///
/// @param events how many events are there
/// @param head hash of the newest event as the command keeps it, hex; what an export is proved against
/// @param firstFlaw the first event that does not fit; absent when `intact`
@Introspected
@OmitNull
public record AuditChain(
        UUID commandId,
        boolean intact,
        long events,
        @Nullable String head,
        @Nullable Flaw firstFlaw) {

    /// An event that does not fit.
    ///
    /// @param chainIndex its place in the chain, from 0
    /// @param eventId absent for an event that is missing at the end
    /// @param flaw `edited`, `missing`, `misplaced` or `added`; see `audit_chain_of()`
    @Introspected
    @OmitNull
    public record Flaw(long chainIndex, @Nullable UUID eventId, String flaw) {}

    public static AuditChain of(AuditChainRow row) {
        String flaw = row.flaw();
        return new AuditChain(
                row.commandId(),
                flaw == null,
                row.events(),
                row.head(),
                flaw == null ? null : new Flaw(Objects.requireNonNull(row.flawIndex()), row.flawEventId(), flaw));
    }
}
