package dev.waymark.migrate;

import java.util.List;

/// Every database role of Waymark, in the one place that names them. A new function family is one more word in
/// [#LOGINS]
/// and one file of grants in `infra/roles`.
public final class Roles {
    /// Owns every object and migrates; row security is forced on it too.
    public static final String OWNER = "waymark_owner";

    /// The target of the policies; every login role inherits from it.
    public static final String APP = "waymark_app";

    /// Owns the functions that may blank audit content or drop a tenant.
    public static final String ERASER = "waymark_eraser";

    /// Owns the function that finds a key before any tenant is known.
    public static final String AUTHENTICATOR = "waymark_authenticator";

    /// Owns the functions that search where a policy would keep the search from its index; each of them says itself
    /// whose rows it may find.
    public static final String SEARCHER = "waymark_searcher";

    /// Owns the one table that grows by partitions, and the function that makes them; no policy lets it see a row.
    public static final String KEEPER = "waymark_keeper";

    /// The roles that functions log in as, one for each function family.
    public static final List<String> LOGINS = List.of(
            "waymark_access",
            "waymark_record",
            "waymark_read",
            "waymark_judge",
            "waymark_state",
            "waymark_talk",
            "waymark_keep",
            "waymark_jobs");

    /// Sweeps, archives, restores and erases for one tenant, when a request asks for it.
    static final String KEEP = "waymark_keep";

    /// Does what runs on a schedule; sweeping is part of it, so it may do all that [#KEEP] may.
    static final String JOBS = "waymark_jobs";

    /// The roles that nobody logs in as.
    static final List<String> GROUPS = List.of(OWNER, APP, ERASER, AUTHENTICATOR, SEARCHER, KEEPER);

    /// The roles that security-definer functions are owned by. The owner inherits from them, to replace those functions
    /// and grant on them; so a definer function of the owner's own would see past tenants, and there must be none.
    static final List<String> DEFINERS = List.of(ERASER, AUTHENTICATOR, SEARCHER, KEEPER);

    private Roles() {}
}
