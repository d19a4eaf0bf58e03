package dev.waymark.api.dispatch;

import dev.waymark.apikey.ApiKeyRepository;
import dev.waymark.apikey.AuthenticatedKey;
import dev.waymark.apikey.Secret;
import dev.waymark.caller.Caller;
import dev.waymark.database.DatabaseProblems;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns `Authorization: Bearer wm_…` into the caller.
@Singleton
public final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final Pattern BEARER = Pattern.compile("(?i)bearer\\s+(\\S{1,512})\\s*");

    private final ApiKeyRepository keys;

    Authentication(ApiKeyRepository keys) {
        this.keys = keys;
    }

    /// What came of it: a caller, or why there is none; neither where nobody was asked.
    ///
    /// @param refusal 401 for the key's sake, 503 when it could not be looked up and is worth another try
    public record Outcome(@Nullable Caller caller, Request.@Nullable Refusal refusal) {
        public static Outcome of(Caller caller) {
            return new Outcome(caller, null);
        }

        public static Outcome refused(int status, String detail) {
            return new Outcome(null, new Request.Refusal(status, detail));
        }

        /// Whether asking again may answer otherwise.
        public boolean isWorthAnotherTry() {
            return refusal != null && refusal.status() == 503;
        }
    }

    /// Never throws: what goes wrong is an outcome too.
    public Outcome of(@Nullable String header) {
        if (header == null) {
            return Outcome.refused(401, "send Authorization: Bearer <api key>");
        }
        Matcher bearer = BEARER.matcher(header);
        if (!bearer.matches()) {
            return Outcome.refused(401, "Authorization must be Bearer <api key>");
        }
        try {
            Optional<AuthenticatedKey> key = keys.authenticate(new Secret(bearer.group(1)).hash());
            return key.map(found -> Outcome.of(found.caller()))
                    .orElseGet(() -> Outcome.refused(401, "this API key is not known, or it is revoked or expired"));
        } catch (RuntimeException e) {
            return notLookedUp(e);
        }
    }

    private static Outcome notLookedUp(RuntimeException failure) {
        SQLException error = DatabaseProblems.in(failure);
        if (error == null || DatabaseProblems.of(error) == null) {
            LOG.error("keys cannot be looked up", failure);
        }
        return Outcome.refused(503, "the API key cannot be looked up now; try again");
    }
}
