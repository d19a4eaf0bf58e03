package dev.waymark.encryption;

import dev.waymark.caller.Call;
import dev.waymark.id.Ids;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.context.BeanProvider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The data keys of tenants, unwrapped when they are needed first and then held for some minutes,
/// so that no request waits for the key-encryption key but the first. Safe for use by several
/// threads.
@Singleton
public final class DataKeys {
    /// How long a key works after its key-encryption key was taken away.
    static final Duration HELD = Duration.ofMinutes(5);

    private static final int MOST_HELD = 1_000;

    private final EncryptionKeyRepository keys;
    /// Asked for when it is needed first: what it takes is not loaded where nobody encrypts.
    private final BeanProvider<KeyWrapping> wrapping;

    private final Ids ids;
    private final Clock clock;
    private final Map<Owned, Held> held = new LinkedHashMap<>();

    DataKeys(EncryptionKeyRepository keys, BeanProvider<KeyWrapping> wrapping, Ids ids, Clock clock) {
        this.keys = keys;
        this.wrapping = wrapping;
        this.ids = ids;
        this.clock = clock;
    }

    private record Owned(UUID tenant, UUID key) {}

    private record Held(DataKey key, Instant until) {}

    /// The tenant of this call.
    static UUID tenant() {
        Call call = Call.current();
        if (call == null) {
            throw new IllegalStateException("keys belong to tenants, and there is no call");
        }
        return call.caller().tenantId();
    }

    /// A new key of the caller's tenant, wrapped and not yet stored.
    ///
    /// @throws ProblemException 409 where nothing is there to wrap it with; 503
    public NewKey made() {
        UUID id = ids.next();
        byte[] wrapped = wrapping().wrap(DataKey.generated(), context(tenant(), id));
        return new NewKey(id, HexFormat.of().formatHex(wrapped), wrapping().name());
    }

    /// The key of this id.
    ///
    /// @throws ProblemException 500 integrity-error where the tenant has none; 503 where it
    ///     cannot be unwrapped now
    DataKey key(UUID id) {
        UUID tenant = tenant();
        var owned = new Owned(tenant, id);
        DataKey there = there(owned);
        if (there != null) {
            return there;
        }
        KeyRow row = keys.find(id)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.INTEGRITY_ERROR, "encryption key %s is none of the tenant's".formatted(id)));
        byte[] unwrapped = wrapping().unwrap(row.wrappedKey(), row.wrappedBy(), context(tenant, id));
        DataKey key = DataKey.of(id, unwrapped);
        hold(owned, key);
        return key;
    }

    /// Wraps those of the caller's tenant anew that another key-encryption key wraps.
    ///
    /// @return how many
    public int rewrapped() {
        int count = 0;
        String name = wrapping().name();
        for (KeyRow row : keys.wrappedByOthers(name)) {
            String context = context(tenant(), row.id());
            byte[] key = wrapping().unwrap(row.wrappedKey(), row.wrappedBy(), context);
            count += keys.rewrap(row.id(), row.wrappedBy(), wrapping().wrap(key, context), name) ? 1 : 0;
        }
        return count;
    }

    /// What wraps keys here; nothing where no tenant can encrypt.
    public Optional<String> wrappedBy() {
        return wrapping.isPresent() ? Optional.of(wrapping.get().name()) : Optional.empty();
    }

    private KeyWrapping wrapping() {
        if (!wrapping.isPresent()) {
            throw ProblemException.of(
                    ProblemType.CONFLICT,
                    "nothing can be encrypted or decrypted here: neither WAYMARK_KMS_KEY nor WAYMARK_KEY_FILE is set");
        }
        return wrapping.get();
    }

    private synchronized @Nullable DataKey there(Owned owned) {
        Held found = held.get(owned);
        return found == null || !clock.instant().isBefore(found.until()) ? null : found.key();
    }

    private synchronized void hold(Owned owned, DataKey key) {
        held.remove(owned);
        held.put(owned, new Held(key, clock.instant().plus(HELD)));
        if (held.size() > MOST_HELD) {
            held.remove(held.keySet().iterator().next());
        }
    }

    /// What a wrapped key is bound to.
    static String context(UUID tenant, UUID key) {
        return "tenant " + tenant + " key " + key;
    }
}
