package dev.waymark.encryptionwork;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is left to be encrypted anew, in the database. A parameter is named like no column but its
/// own: it would take that one's type.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface EncryptionWorkRepository extends GenericRepository<TenantToEncrypt, UUID> {
    /// So many tenants, whichever they are; see `claim_tenants_to_encrypt()`.
    @Query("select * from claim_tenants_to_encrypt(:wrappedBy, :count)")
    List<TenantToEncrypt> claim(String wrappedBy, int count);

    /// The next rows of a table; see `values_to_encrypt()`.
    @Query("select * from values_to_encrypt(:part, :behind, :behindNumber, cast(:wanted as uuid), :rows, :bytes)")
    List<ValueRow> values(String part, UUID behind, int behindNumber, @Nullable UUID wanted, int rows, long bytes);

    /// Puts values in the place of those that they were made of; see `store_encrypted()`.
    @Query("select store_encrypted(:part, cast(:rows as json))")
    int store(String part, String rows);

    /// See `forget_message_digests()`.
    @Query("select forget_message_digests(:behind, :rows)")
    @Nullable
    UUID forgetDigests(UUID behind, int rows);

    /// Keeps how far a walk is; false when another one has begun.
    @Query("select keep_encryption_place(:walk, :part, :after)")
    boolean keep(String walk, String part, String after);

    /// See `pause_encryption_walk()`.
    @Query("select cast(pause_encryption_walk(:walk) as text)")
    @Nullable
    String pause(String walk);

    /// See `finish_encryption_walk()`.
    @Query("select cast(finish_encryption_walk(:walk, :clean) as text)")
    String finish(String walk, boolean clean);
}
